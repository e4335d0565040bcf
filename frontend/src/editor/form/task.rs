//! The task around the containers: its size and its roles, and what else is folded.

use leptos::prelude::*;
use shared::issue::DocumentKind::TaskDefinition;
use shared::wire::OfferKind;

use super::picks::{Picker, Picks};
use super::size::Size;
use super::topic::Topics;
use super::topics;
use crate::editor::binding::Spot;
use crate::editor::editing::Editor;

#[component]
pub(super) fn Task(editor: Editor) -> impl IntoView {
    let root = Spot::root(editor, TaskDefinition);
    let roles = Picks::Offers(OfferKind::Roles);
    view! {
        <fieldset class="group" id="the-task" tabindex="-1">
            <legend class="group__title">"The task"</legend>
            <Size editor />
            <div class="columns columns--wide">
                <Picker spot=root.child("executionRoleArn") picks=roles />
                <Picker spot=root.child("taskRoleArn") picks=roles />
            </div>
            <Topics root topics=topics::OF_TASK />
        </fieldset>
    }
}
