//! Where a deployment is beyond its journal: what it waits for, and what it was told and has not
//! taken up yet. No stream tells these, so they are asked for as long as they matter.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deployment::{Command, DeploymentState, Wait};
use shared::wire::DeploymentDetail;

use crate::api::{self, Failure};

const ASK_EVERY_MS: u32 = 2_000;

/// What the server last said of a deployment.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    id: StoredValue<String>,
    pub(super) state: RwSignal<DeploymentState>,
    pub(super) wait: RwSignal<Option<Wait>>,
    /// What it was told and has not taken up yet.
    pub(super) given: RwSignal<Vec<Command>>,
    /// Whether a command is on its way to the server.
    pub(super) pending: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
}

impl Standing {
    /// As it came with the page; asked for again while it may change.
    pub(super) fn follow(
        detail: &DeploymentDetail,
        is_over: impl Fn() -> bool + Copy + 'static,
    ) -> Self {
        let deployment = &detail.deployment;
        let standing = Self {
            id: StoredValue::new(deployment.id.clone()),
            state: RwSignal::new(deployment.state.clone()),
            wait: RwSignal::new(deployment.wait.clone()),
            given: RwSignal::new(detail.commands.clone()),
            pending: RwSignal::new(false),
            failure: RwSignal::new(None),
        };
        let matters = move || {
            let waits = standing
                .state
                .try_with_untracked(|state| *state == DeploymentState::Queued);
            let was_told = standing.given.try_with_untracked(|given| !given.is_empty());
            !is_over() && (waits == Some(true) || was_told == Some(true))
        };
        api::poll_while(ASK_EVERY_MS, matters, move || standing.ask());
        standing
    }

    fn ask(self) {
        let Some(id) = self.id.try_get_value() else {
            return;
        };
        spawn_local(async move {
            // Whatever it is, the next look may have an answer.
            if let Ok(detail) = api::find_deployment(&id).await {
                self.put(detail.deployment.state, detail.deployment.wait);
                if self
                    .given
                    .try_with_untracked(|given| *given != detail.commands)
                    == Some(true)
                {
                    self.given.try_set(detail.commands);
                }
            }
        });
    }

    fn put(self, state: DeploymentState, wait: Option<Wait>) {
        if self.state.try_with_untracked(|known| *known != state) == Some(true) {
            self.state.try_set(state);
        }
        if self.wait.try_with_untracked(|known| *known != wait) == Some(true) {
            self.wait.try_set(wait);
        }
    }

    /// Tells it something.
    pub(super) fn tell(self, command: Command) {
        let Some(id) = self.id.try_get_value() else {
            return;
        };
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match api::command_deployment(&id, &command).await {
                Ok(deployment) => {
                    self.put(deployment.state, deployment.wait);
                    self.given.try_update(|given| {
                        if !given.contains(&command) {
                            given.push(command);
                        }
                    });
                }
                Err(refused) => {
                    self.failure.try_set(Some(refused));
                }
            }
            self.pending.try_set(false);
        });
    }
}
