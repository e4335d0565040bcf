//! What the editor's module shows for each opening.

use leptos::prelude::*;

use super::gallery::Gallery;
use super::new_release::NewRelease;
use super::page::EditorPage;
use super::run_task::RunTask;
use super::secrets::Secrets;
use crate::opening::{EditorOpening, Opening};

/// Shows what is opened; nothing for what belongs to another module.
pub(super) fn show(opening: Opening) -> AnyView {
    let Opening::Editor(opening) = opening else {
        return ().into_any();
    };
    match opening {
        EditorOpening::Secrets => view! { <Secrets /> }.into_any(),
        EditorOpening::Gallery => view! { <Gallery /> }.into_any(),
        EditorOpening::NewRelease { services } => view! { <NewRelease services /> }.into_any(),
        EditorOpening::RunTask { cluster, service } => {
            view! { <RunTask cluster service /> }.into_any()
        }
        EditorOpening::NewService { .. } | EditorOpening::NewVersion { .. } => {
            view! { <EditorPage opening /> }.into_any()
        }
    }
}
