//! The environment that an address names is not there, or there is none at all.

use leptos::prelude::*;
use shared::permission::Operation;

use crate::environment::{self, there};
use crate::page::Heading;
use crate::session::SessionContext;
use crate::ui::{ButtonLink, Look};

#[component]
pub(crate) fn NoEnvironmentPage() -> impl IntoView {
    let session = SessionContext::expect();
    let others = Memo::new(move |_| {
        let all = session.environments().unwrap_or_default();
        all.into_iter().map(|one| one.name).collect::<Vec<_>>()
    });
    let manages = Memo::new(move |_| session.denial(Operation::ManageEnvironments).is_none());
    let named = environment::named();
    let title = match &named {
        Some(name) => format!("There is no environment {name} for you"),
        None => "There is no environment yet".to_owned(),
    };
    view! {
        <Heading title />
        {move || {
            if others.with(Vec::is_empty) && manages.get() {
                view! {
                    <p class="lead">
                        "An environment is an account and a region of AWS, and the clusters there that Longshore looks after. Add the first one."
                    </p>
                }
                    .into_any()
            } else if others.with(Vec::is_empty) {
                view! {
                    <p class="lead">
                        "You have no role in any environment, or none was added yet. Ask an administrator for one."
                    </p>
                }
                    .into_any()
            } else {
                view! {
                    <p class="lead">
                        "It was given up, its name has another letter, or you have no role in it; ask an administrator for one. These are there for you:"
                    </p>
                    <ul>
                        {others
                            .get()
                            .into_iter()
                            .map(|name| {
                                view! {
                                    <li>
                                        <a href=there(&name, "") rel="external">
                                            {name.clone()}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
                    .into_any()
            }
        }}
        {move || {
            manages
                .get()
                .then(|| {
                    view! {
                        <div class="actions">
                            <ButtonLink look=Look::Primary href="/environment-settings">
                                "Set up environments"
                            </ButtonLink>
                        </div>
                    }
                })
        }}
    }
}
