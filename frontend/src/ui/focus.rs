//! Where the focus goes to and comes from.

use leptos::ev::FocusEvent;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node};

/// Whether the focus goes from one element to another within what the selector names. The other
/// element of a `focusin` is where the focus comes from.
pub(super) fn stays_within(event: &FocusEvent, selector: &str) -> bool {
    let place = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest(selector).ok().flatten());
    let other = event
        .related_target()
        .and_then(|other| other.dyn_into::<Node>().ok());
    matches!((place, other), (Some(place), Some(other)) if place.contains(Some(&other)))
}
