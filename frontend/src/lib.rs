//! Longshore's pages, its editor and its team's pages, rendered in the browser.
//!
//! They are three WebAssembly modules of one crate: most visits only look, and need not load the
//! editor with its checks for that, nor what a team does together. `pages`, `editor` and `team` do
//! not know each other; what one says to the other is in `opening`, how one is loaded by another in
//! `module`, and everything else is common to all.
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

mod acting;
mod api;
mod app;
mod command_line;
mod dom;
mod editor;
mod environment;
mod format;
mod frame;
mod kept;
mod module;
mod opening;
mod page;
mod paged;
mod pages;
mod panic;
mod parts;
mod session;
mod shortcuts;
mod task_request;
mod team;
mod text;
mod theme;
mod ui;

/// Shows the pages in the browser's window.
pub fn show_pages() {
    panic::install();
    leptos::mount::mount_to_body(app::App);
}

/// Puts the editor where the pages find it.
pub fn offer_editors() {
    panic::install();
    editor::offer();
}

/// Puts the team's pages where the pages find them.
pub fn offer_team_pages() {
    panic::install();
    team::offer();
}
