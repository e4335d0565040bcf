//! A real browser, driven as a person drives it: by roles, labels and keys.
//!
//! Each visit has a browser of its own with a fresh profile. At the end its console must be empty,
//! but for the refusals of the server that the visit asked for.

mod console;
mod device;
mod driver;
mod effort;
mod fields;
mod hands;
mod keys;
mod network;
mod visit;

pub use device::{Theme, Viewport};
pub use effort::Effort;
pub use visit::{Visitor, visit, visit_in_three, visit_in_two};
