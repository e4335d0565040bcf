//! A module that is loaded when it is first opened: how it is offered to the pages, what stands
//! around everything that it shows, and its way to the pages around it.

use std::rc::Rc;

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use crate::opening::{Message, Module, Opening, Visit};
use crate::page::Roads;
use crate::session::SessionContext;
use crate::ui::{Announcer, Clock, LiveRegion, watch_presses};

/// Puts the function that opens a module where the pages look for it. It takes the place to fill,
/// the visit as JSON text and a function that hears messages, and gives a function that closes.
pub(crate) fn offer(module: Module, show: impl Fn(Opening) -> AnyView + 'static) {
    let show = Rc::new(show);
    let open = Closure::<dyn Fn(HtmlElement, String, Function) -> JsValue>::new(
        move |place: HtmlElement, visit: String, tell: Function| {
            let Ok(visit) = serde_json::from_str::<Visit>(&visit) else {
                return JsValue::NULL;
            };
            let show = Rc::clone(&show);
            let shown = leptos::mount::mount_to(place, move || around(visit, tell, &*show));
            // Dropping what is shown takes it away.
            Closure::once_into_js(move || drop(shown))
        },
    );
    if let Some(place) = found(module) {
        // Where the place is missing nobody asks for the function either.
        drop(Reflect::set(&place, &"open".into(), &open.into_js_value()));
    }
}

/// Where the page's own script keeps a module.
pub(crate) fn found(module: Module) -> Option<JsValue> {
    let modules = Reflect::get(&window(), &"longshoreModules".into()).ok()?;
    Reflect::get(&modules, &module.as_str().into()).ok()
}

/// What stands around everything that a module shows.
fn around(visit: Visit, tell: Function, show: &dyn Fn(Opening) -> AnyView) -> AnyView {
    let Visit {
        opening,
        session,
        environment,
    } = visit;
    let teller = Teller::provide(tell);
    Roads::provide(move |path| teller.say(&Message::Go(path.to_owned())));
    let session = SessionContext::provide_known(session, environment);
    Announcer::provide();
    Clock::provide();
    watch_presses();
    // Touches the outside world: the pages around.
    Effect::new(move |_| {
        if session.has_expired() {
            teller.say(&Message::SignedOut);
        }
    });
    let shown = show(opening);
    view! {
        {shown}
        <LiveRegion />
    }
    .into_any()
}

/// Says things to the pages.
#[derive(Clone, Copy)]
pub(crate) struct Teller(StoredValue<Function, LocalStorage>);

impl Teller {
    pub(crate) fn provide(tell: Function) -> Self {
        let teller = Self(StoredValue::new_local(tell));
        provide_context(teller);
        teller
    }

    pub(crate) fn expect() -> Self {
        expect_context()
    }

    pub(crate) fn say(self, message: &Message) {
        if let (Some(tell), Ok(text)) = (self.0.try_get_value(), serde_json::to_string(message)) {
            // Pages that are gone hear nothing, and need not.
            drop(tell.call1(&JsValue::NULL, &text.into()));
        }
    }
}
