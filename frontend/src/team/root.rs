//! What the team's module shows for each opening.

use leptos::prelude::*;

use super::account::AccountPage;
use super::changes::Changes;
use super::people::PeoplePage;
use crate::opening::{Opening, TeamOpening};

/// Shows what is opened; nothing for what belongs to another module.
pub(super) fn show(opening: Opening) -> AnyView {
    let Opening::Team(opening) = opening else {
        return ().into_any();
    };
    match opening {
        TeamOpening::Account => view! { <AccountPage /> }.into_any(),
        TeamOpening::People => view! { <PeoplePage /> }.into_any(),
        TeamOpening::Changes { search } => view! { <Changes search /> }.into_any(),
    }
}
