//! The editor: the two documents of a service while a person works on them. Form, JSON and
//! difference are views of the same texts; the checks are `shared`'s own and run on every keystroke.
//!
//! A module of its own, which the pages load when it is first opened; it knows no page. What happens
//! to the texts is in `editing`, how the server gets them in `saving`, what AWS has to offer in
//! `offers`, and what people see in `form`, `json`, `difference` and the parts around them.

mod binding;
mod difference;
mod drafts;
mod editing;
mod exports;
mod findings;
mod form;
mod gallery;
mod gate;
mod history;
mod json;
mod keys;
mod new_release;
mod offers;
mod page;
mod placeholders;
mod references;
mod root;
mod run_task;
mod save_state;
mod saving;
mod sources;
mod start;
mod submit;
mod tell;
mod templates;
mod words;

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use crate::opening::Visit;
use binding::field_id;
use editing::Editor;

/// Puts the function that opens an editor where the pages look for it. It takes the place to fill,
/// the visit as JSON text and a function that hears messages, and gives a function that closes.
pub(crate) fn offer() {
    let open = Closure::<dyn Fn(HtmlElement, String, Function) -> JsValue>::new(open);
    if let Ok(place) = Reflect::get(&window(), &"longshoreEditor".into()) {
        // Where the place is missing nobody asks for the function either.
        drop(Reflect::set(&place, &"open".into(), &open.into_js_value()));
    }
}

fn open(place: HtmlElement, visit: String, tell: Function) -> JsValue {
    let Ok(visit) = serde_json::from_str::<Visit>(&visit) else {
        return JsValue::NULL;
    };
    let shown = leptos::mount::mount_to(place, move || view! { <root::Root visit tell /> });
    // Dropping what is shown takes it away.
    Closure::once_into_js(move || drop(shown))
}
