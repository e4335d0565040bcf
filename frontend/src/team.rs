//! What a team does together: plans before anything happens, changes and their review, releases, the
//! queue, what the environment asks for, the audit, and what Longshore itself may do.
//!
//! A module of its own, which the pages load when it is first opened; it knows no page.

mod account;
mod audit;
mod blame;
mod change;
mod changes;

mod doing;
mod environments;
mod fit;
mod moment;
mod new_change;
mod news;
mod older;
mod people;
mod permissions;
mod policy;
mod preview;
mod queue;
mod release;
mod roll_back;
mod root;
mod webhooks;
mod when;
mod words;

use crate::module;
use crate::opening::Module;

/// Puts the team's pages where the pages find them.
pub(crate) fn offer() {
    module::offer(Module::Team, root::show);
}
