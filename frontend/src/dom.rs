//! The few things that the pages ask of the browser itself: title, focus, storage, clipboard, clock.
//! Everything here is allowed to be missing; nothing here fails.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// Milliseconds since the epoch.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the browser's clock counts whole milliseconds far below 2^53"
)]
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Names the page in the browser's tab and history.
pub(crate) fn set_title(title: &str) {
    document().set_title(&format!("{title} · Longshore"));
}

/// Puts another address into the browser's bar, without a step in its history.
/// Leaves for another site, of which the server knows; no other kind of address is followed.
pub(crate) fn leave_for(address: &str) {
    if (address.starts_with("https://") || address.starts_with("http://"))
        && let Some(window) = web_sys::window()
    {
        // Where it cannot be left, the page stays.
        drop(window.location().set_href(address));
    }
}

/// The path of the page's own address.
pub(crate) fn own_path() -> String {
    web_sys::window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_else(|| "/".to_owned())
}

pub(crate) fn replace_address(path: &str) {
    if let Ok(history) = window().history() {
        // An address that stays as it was only makes a reload start over.
        drop(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path)));
    }
}

/// Moves the focus to an element and brings it into view.
pub(crate) fn focus(id: &str) -> bool {
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    open_around(&element);
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
        return element.focus().is_ok();
    }
    false
}

/// Whether the page has such an element.
pub(crate) fn has(selector: &str) -> bool {
    document().query_selector(selector).ok().flatten().is_some()
}

/// Moves the focus to the first such element; says whether there is one.
pub(crate) fn focus_first(selector: &str) -> bool {
    let element = document().query_selector(selector).ok().flatten();
    element
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| element.focus().is_ok())
}

/// Whether nothing has the focus: what had it is gone.
pub(crate) fn focus_is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"))
}

/// Presses a button, as a click does; says whether it is there.
pub(crate) fn press(id: &str) -> bool {
    let button = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(button) = &button {
        button.click();
    }
    button.is_some()
}

/// Moves the focus to an element and scrolls its beginning to the top.
pub(crate) fn focus_top(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
        if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            // An element that takes no focus is at the top all the same.
            drop(element.focus_with_options(&options));
        }
    }
}

/// Unfolds what an element is folded away in.
fn open_around(element: &web_sys::Element) {
    let mut parent = element.parent_element();
    while let Some(around) = parent {
        if around.tag_name().eq_ignore_ascii_case("details") {
            // Nothing to do when it cannot be opened: the focus then stays where it is.
            drop(around.set_attribute("open", ""));
        }
        parent = around.parent_element();
    }
}

/// Puts a text into the clipboard; tells whether the browser let us.
pub(crate) async fn copy(text: &str) -> bool {
    let promise = window().navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
}

/// What lives as long as the tab.
pub(crate) fn session_storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// What lives until it is deleted.
pub(crate) fn local_storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// A name that has not been used before, for idempotency keys.
pub(crate) fn random_name() -> String {
    (0..4).fold(String::new(), |name, _| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the product lies between 0 and u32::MAX"
        )]
        let part = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        format!("{name}{part:08x}")
    })
}

/// Text made safe for one part of a path or a query.
pub(crate) fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Scrolls an element into view where it is not, without moving the focus.
pub(crate) fn reveal(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Moves the focus into a text area and selects one of its lines, from 1.
pub(crate) fn select_line(id: &str, text: &str, line: usize) {
    focus(id);
    let area = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let Some(area) = area else {
        return;
    };
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(|line| line.encode_utf16().count())
        .sum();
    let length = text
        .lines()
        .nth(line.saturating_sub(1))
        .map_or(0, |line| line.encode_utf16().count());
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    // An area that cannot select still has the focus.
    drop(area.set_selection_range(offset(before), offset(before + length)));
}

/// The text that was made safe for one part of an address; empty where it is none.
pub(crate) fn decode(text: &str) -> String {
    js_sys::decode_uri_component(&text.replace('+', " "))
        .map_or_else(|_| String::new(), String::from)
}
