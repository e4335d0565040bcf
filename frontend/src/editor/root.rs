//! What stands around everything that the editor's module shows.

use js_sys::Function;
use leptos::prelude::*;

use super::gallery::Gallery;
use super::new_release::NewRelease;
use super::page::EditorPage;
use super::run_task::RunTask;
use super::tell::Teller;
use crate::opening::{Message, Opening, Visit};
use crate::page::Roads;
use crate::session::SessionContext;
use crate::ui::{Announcer, Clock, LiveRegion, watch_presses};

#[component]
pub(super) fn Root(visit: Visit, tell: Function) -> impl IntoView {
    let Visit {
        opening,
        session,
        environment,
    } = visit;
    let teller = Teller::provide(tell);
    Roads::provide(move |path| teller.say(&Message::Go(path.to_owned())));
    let session = SessionContext::provide_known(session, environment);
    Announcer::provide();
    Clock::provide();
    watch_presses();
    // Touches the outside world: the pages around.
    Effect::new(move |_| {
        if session.has_expired() {
            teller.say(&Message::SignedOut);
        }
    });
    let shown = match opening {
        Opening::Gallery => view! { <Gallery /> }.into_any(),
        Opening::NewRelease { services } => view! { <NewRelease services /> }.into_any(),
        Opening::RunTask { cluster, service } => view! { <RunTask cluster service /> }.into_any(),
        Opening::NewService { .. } | Opening::NewVersion { .. } => {
            view! { <EditorPage opening /> }.into_any()
        }
    };
    view! {
        {shown}
        <LiveRegion />
    }
}
