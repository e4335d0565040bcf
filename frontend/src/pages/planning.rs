//! Asking for a plan and going to its preview, for every page with a button that leads to one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{self, Failure, PlanAsk};
use crate::kept::{self, Asked, Life, asked_name};
use crate::page::plan_path;

type Navigate = std::rc::Rc<dyn Fn(&str, NavigateOptions)>;

/// Asks for plans.
#[derive(Clone, Copy)]
pub(super) struct Planner {
    navigate: StoredValue<Navigate, LocalStorage>,
    pub(super) pending: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
}

impl Planner {
    pub(super) fn new() -> Self {
        let navigate: Navigate = std::rc::Rc::new(use_navigate());
        Self {
            navigate: StoredValue::new_local(navigate),
            pending: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Goes to another page, unless the person has gone already.
    pub(super) fn go(self, path: &str) {
        self.navigate.try_with_value(|navigate| {
            navigate(path, NavigateOptions::default());
        });
    }

    /// Asks for a plan and goes to its preview; nothing happens in AWS.
    pub(super) fn ask(self, asked: Asked) {
        self.begin();
        spawn_local(async move { self.ask_now(asked).await });
    }

    /// The same for what is in a wait already.
    pub(super) async fn ask_now(self, asked: Asked) {
        match api::create_plan(&asked.request).await {
            Ok(preview) => {
                kept::keep(Life::Tab, &asked_name(&preview.hash), &asked);
                self.go(&plan_path(&preview.hash));
            }
            Err(refused) => self.fail(refused),
        }
        self.pending.try_set(false);
    }

    pub(super) fn begin(self) {
        self.pending.set(true);
        self.failure.set(None);
    }

    pub(super) fn fail(self, failure: Failure) {
        self.failure.try_set(Some(failure));
        self.pending.try_set(false);
    }

    /// The same for a form that asks by itself.
    pub(super) fn ask_for(self, request: PlanAsk, from: String) {
        self.ask(Asked {
            request,
            draft: None,
            edit: from,
        });
    }
}
