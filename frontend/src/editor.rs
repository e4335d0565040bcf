//! The editor: the two documents of a service while a person works on them. Form, JSON and
//! difference are views of the same texts; the checks are `shared`'s own and run on every keystroke.
//!
//! A module of its own, which the pages load when it is first opened; it knows no page. What happens
//! to the texts is in `editing`, how the server gets them in `saving`, what AWS has to offer in
//! `offers`, and what people see in `form`, `json`, `difference` and the parts around them.

mod behind;
mod binding;
mod difference;
mod drafts;
mod editing;
mod exports;
mod findings;
mod form;
mod gallery;
mod gate;
mod history;
mod json;
mod keys;
mod new_release;
mod offers;
mod page;
mod placeholders;
mod references;
mod root;
mod run_task;
mod save_state;
mod saving;
mod secrets;
mod sources;
mod start;
mod submit;
mod templates;
mod words;

use crate::module;
use crate::opening::Module;
use binding::field_id;
use editing::Editor;

/// Puts the editor where the pages find it.
pub(crate) fn offer() {
    module::offer(Module::Editor, root::show);
}
