//! Asking for a plan and going to its preview, for every page with a button that leads to one.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Failure};
use crate::kept::{self, Asked, Life, asked_name};
use crate::page::{Roads, plan_path};
use shared::wire::PlanAsk;

/// Asks for plans.
#[derive(Clone, Copy)]
pub(crate) struct Planner {
    roads: Roads,
    pub(crate) pending: RwSignal<bool>,
    pub(crate) failure: RwSignal<Option<Failure>>,
}

impl Planner {
    pub(crate) fn new() -> Self {
        Self {
            roads: Roads::expect(),
            pending: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Goes to another page, unless the person has gone already.
    pub(crate) fn go(self, path: &str) {
        self.roads.go(path);
    }

    /// Asks for a plan and goes to its preview; nothing happens in AWS.
    pub(crate) fn ask(self, asked: Asked) {
        self.begin();
        spawn_local(async move { self.ask_now(asked).await });
    }

    /// The same for what is in a wait already.
    pub(crate) async fn ask_now(self, asked: Asked) {
        match api::create_plan(&asked.request).await {
            Ok(preview) => {
                kept::keep(Life::Tab, &asked_name(&preview.hash), &asked);
                self.go(&plan_path(&preview.hash));
            }
            Err(refused) => self.fail(refused),
        }
        self.pending.try_set(false);
    }

    pub(crate) fn begin(self) {
        self.pending.set(true);
        self.failure.set(None);
    }

    pub(crate) fn fail(self, failure: Failure) {
        self.failure.try_set(Some(failure));
        self.pending.try_set(false);
    }

    /// The same for a form that asks by itself.
    pub(crate) fn ask_for(self, request: PlanAsk, from: String) {
        self.ask(Asked {
            request,
            draft: None,
            edit: from,
        });
    }
}
