//! What a team does together: changes and their review, people, environments, the audit.
//!
//! A module of its own, which the pages load when it is first opened; it knows no page.

mod account;
mod changes;
mod confirming;
mod people;
mod root;

use crate::module;
use crate::opening::Module;

/// Puts the team's pages where the pages find them.
pub(crate) fn offer() {
    module::offer(Module::Team, root::show);
}
