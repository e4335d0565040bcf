//! The way from the editor to the pages around it.

use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::opening::Message;

/// Says things to the pages.
#[derive(Clone, Copy)]
pub(super) struct Teller(StoredValue<Function, LocalStorage>);

impl Teller {
    pub(super) fn provide(tell: Function) -> Self {
        let teller = Self(StoredValue::new_local(tell));
        provide_context(teller);
        teller
    }

    pub(super) fn expect() -> Self {
        expect_context()
    }

    pub(super) fn say(self, message: &Message) {
        if let (Some(tell), Ok(text)) = (self.0.try_get_value(), serde_json::to_string(message)) {
            // Pages that are gone hear nothing, and need not.
            drop(tell.call1(&JsValue::NULL, &text.into()));
        }
    }
}
