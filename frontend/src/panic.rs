//! What a person sees when the page itself has broken: that it has, that nothing in AWS has, and
//! the way out. Made without the framework, which may be what broke.

use leptos::prelude::document;

const ID: &str = "broken";

/// Shows the overlay on the first panic.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // When not even this works there is nobody left to tell.
        let _shown: Option<()> = show();
    }));
}

fn show() -> Option<()> {
    let document = document();
    if document.get_element_by_id(ID).is_some() {
        return None;
    }
    let overlay = document.create_element("div").ok()?;
    overlay.set_attribute("id", ID).ok()?;
    overlay.set_attribute("class", "broken").ok()?;
    overlay.set_attribute("role", "alert").ok()?;
    let title = document.create_element("p").ok()?;
    title.set_attribute("class", "broken__title").ok()?;
    title.set_text_content(Some("This page has broken."));
    let words = document.create_element("p").ok()?;
    words.set_text_content(Some(
        "The mistake is Longshore's. A deployment that runs goes on, and what you typed is kept in this tab. The browser's console has the details.",
    ));
    let link = document.create_element("a").ok()?;
    link.set_attribute("class", "button").ok()?;
    link.set_attribute("data-look", "primary").ok()?;
    // The router leaves external links alone, so that the browser itself reloads.
    link.set_attribute("rel", "external").ok()?;
    link.set_attribute("href", &document.location()?.href().ok()?)
        .ok()?;
    link.set_text_content(Some("Reload the page"));
    for part in [&title, &words, &link] {
        overlay.append_child(part).ok()?;
    }
    document.body()?.append_child(&overlay).ok()?;
    Some(())
}
