//! The two documents of a service while a person edits them. The form and the JSON are two views of
//! the same texts; the checks are `shared`'s own, run on every keystroke in a module of their own.

mod binding;
mod checks;
mod editing;
mod fargate;
mod sources;
mod start;

pub(crate) use binding::{Binding, Holds, field_id};
pub(crate) use editing::{Editor, Way, text_id};
pub(crate) use fargate::{CPUS, cpu_words, memories};
