//! What the team's module shows for each opening.

use leptos::prelude::*;

use super::account::AccountPage;
use super::audit::AuditPage;
use super::blame::BlamePage;
use super::change::ChangePage;
use super::changes::Changes;
use super::environments::EnvironmentsPage;
use super::new_change::NewChange;
use super::news::NewsPage;
use super::people::PeoplePage;
use super::permissions::Permissions;
use super::policy::PolicyPage;
use super::preview::PreviewPage;
use super::queue::QueueView;
use super::release::ReleasePage;
use super::roll_back::RollBackPage;
use super::webhooks::WebhooksPage;
use crate::opening::{Opening, TeamOpening};

/// Shows what is opened; nothing for what belongs to another module.
pub(super) fn show(opening: Opening) -> AnyView {
    let Opening::Team(opening) = opening else {
        return ().into_any();
    };
    match opening {
        TeamOpening::Account => view! { <AccountPage /> }.into_any(),
        TeamOpening::People => view! { <PeoplePage /> }.into_any(),
        TeamOpening::News => view! { <NewsPage /> }.into_any(),
        TeamOpening::Webhooks => view! { <WebhooksPage /> }.into_any(),
        TeamOpening::Changes { search } => view! { <Changes search /> }.into_any(),
        TeamOpening::Change { id, search } => view! { <ChangePage id search /> }.into_any(),
        TeamOpening::NewChange {
            plans,
            of,
            side_by_side,
            drafts,
        } => view! { <NewChange plans of side_by_side drafts /> }.into_any(),
        TeamOpening::Preview { hash } => view! { <PreviewPage hash /> }.into_any(),
        TeamOpening::RollBack { cluster, service } => {
            view! { <RollBackPage cluster service /> }.into_any()
        }
        TeamOpening::Blame { cluster, service } => {
            view! { <BlamePage cluster service /> }.into_any()
        }
        TeamOpening::Release { id } => view! { <ReleasePage id /> }.into_any(),
        TeamOpening::Audit { search } => view! { <AuditPage search /> }.into_any(),
        TeamOpening::Environments => view! { <EnvironmentsPage /> }.into_any(),
        TeamOpening::Queue => view! { <QueueView /> }.into_any(),
        TeamOpening::Policy => view! { <PolicyPage /> }.into_any(),
        TeamOpening::Permissions => view! { <Permissions /> }.into_any(),
    }
}
