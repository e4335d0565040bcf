//! What the team's module shows for each opening.

use leptos::prelude::*;

use super::changes::Changes;
use crate::opening::{Opening, TeamOpening};

/// Shows what is opened; nothing for what belongs to another module.
pub(super) fn show(opening: Opening) -> AnyView {
    let Opening::Team(opening) = opening else {
        return ().into_any();
    };
    match opening {
        TeamOpening::Changes { search } => view! { <Changes search /> }.into_any(),
    }
}
