//! Longshore's pages, rendered in the browser.
//!
//! Knows `shared` and the HTTP API. Nothing here decides what is right: the checks, the diff and
//! the plan come from `shared`, what happens comes from the server.
#![expect(
    unreachable_pub,
    reason = "leptos makes the properties of every component public"
)]
#![expect(
    clippy::needless_pass_by_value,
    clippy::large_types_passed_by_value,
    reason = "a component owns its properties, and an editor is a handful of handles"
)]

mod api;
mod app;
mod dom;
mod draft;
mod editor;
mod format;
mod frame;
mod page;
mod pages;
mod panic;
mod parts;
mod session;
mod text;
mod theme;
mod ui;

fn main() {
    panic::install();
    leptos::mount::mount_to_body(app::App);
}
