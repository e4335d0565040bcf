//! Writes how long the engine takes in a browser into the page that loads it.

#[cfg(target_family = "wasm")]
fn main() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let (Some(performance), Some(document)) = (window.performance(), window.document()) else {
        return;
    };
    let timings = bench::measure(&|| performance.now());
    if let Some(place) = document.get_element_by_id("timings") {
        place.set_text_content(Some(&bench::lines(&timings)));
    }
}

#[cfg(not(target_family = "wasm"))]
fn main() {
    // Compiled natively with the rest of the workspace; there is no page to write to.
}
