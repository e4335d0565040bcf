//! A real browser, driven as a person drives it: by roles, labels and keys.
//!
//! Each visit has a browser of its own with a fresh profile. At the end its console must be empty,
//! but for the refusals of the server that the visit asked for.

mod console;
mod driver;
mod hands;
mod visit;

pub use visit::{Theme, Viewport, Visitor, visit};
