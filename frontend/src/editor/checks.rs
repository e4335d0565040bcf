//! The checks, which are a module of their own: loaded once, when an editor opens. Until it is
//! there nothing is found; the server checks in any case.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::check::CheckRequest;
use shared::issue::Issue;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the checks are there; loads them where they are not yet.
pub(super) fn load() -> ReadSignal<bool> {
    let (ready, set_ready) = signal(function("run").is_some());
    if !ready.get_untracked() {
        spawn_local(async move {
            if load_once().await.is_some() {
                set_ready.try_set(true);
            }
        });
    }
    ready
}

async fn load_once() -> Option<()> {
    let promise = function("load")?.call0(&JsValue::NULL).ok()?;
    JsFuture::from(promise.dyn_into::<Promise>().ok()?)
        .await
        .ok()?;
    function("run").map(drop)
}

/// What is wrong; nothing until the checks are there.
pub(super) fn run(request: &CheckRequest) -> Vec<Issue> {
    let answer = function("run").and_then(|run| {
        let request = serde_json::to_string(request).ok()?;
        let answer = run.call1(&JsValue::NULL, &request.into()).ok()?;
        serde_json::from_str(&answer.as_string()?).ok()
    });
    answer.unwrap_or_default()
}

/// A function of what the page's own script puts into the window.
fn function(name: &str) -> Option<Function> {
    let place = Reflect::get(&window(), &"longshoreChecks".into()).ok()?;
    Reflect::get(&place, &name.into()).ok()?.dyn_into().ok()
}
