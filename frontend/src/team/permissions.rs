//! What Longshore's credentials must be allowed to do in AWS, to read and to take along.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::{IamCondition, IamPolicy, IamStatement};

use crate::api::{self, Loader};
use crate::ui::{AsyncView, CodeBlock, Skeleton, Tab, Tabs};

#[component]
pub(super) fn Permissions() -> impl IntoView {
    let policy = Loader::new(api::find_iam_policy);
    let ready = Arc::new(|policy: Memo<IamPolicy>| {
        view! { <PolicyView policy=policy.get_untracked() /> }.into_any()
    });
    view! {
        <p class="lead">
            "The least that Longshore's own credentials must be allowed to do in AWS for what is configured here. People never use these: what they may do is decided by their role in Longshore."
        </p>
        <AsyncView
            state=policy.state()
            retry=move |()| policy.reload()
            loading=|| view! { <Skeleton lines=10 /> }
            ready
        />
    }
}

#[component]
fn PolicyView(policy: IamPolicy) -> impl IntoView {
    let IamPolicy {
        statements,
        json,
        terraform,
        notes,
    } = policy;
    let chosen = RwSignal::new("iam-json");
    let file = |label: &'static str, text: String| -> Arc<dyn Fn() -> AnyView + Send + Sync> {
        Arc::new(move || view! { <CodeBlock label text=text.clone() /> }.into_any())
    };
    let tabs = vec![
        Tab {
            id: "iam-json",
            label: "JSON",
            view: file("Policy as JSON", json),
        },
        Tab {
            id: "iam-terraform",
            label: "Terraform",
            view: file("Policy as a Terraform data source", terraform),
        },
    ];
    view! {
        {(!notes.is_empty())
            .then(|| {
                let notes = notes
                    .into_iter()
                    .map(|note| view! { <li>{crate::text::sentence(&note)}</li> })
                    .collect_view();
                view! {
                    <section class="section" aria-labelledby="notes">
                        <h2 id="notes">"How it came about"</h2>
                        <ul class="bullets">{notes}</ul>
                    </section>
                }
            })}
        <section class="section" aria-labelledby="policy">
            <h2 id="policy">"The policy"</h2>
            <Tabs label="How to write the policy" chosen tabs />
        </section>
        <section class="section" aria-labelledby="statements">
            <h2 id="statements">"What each statement is for"</h2>
            <ul class="statements">{statements.into_iter().map(statement).collect_view()}</ul>
        </section>
    }
}

fn statement(statement: IamStatement) -> AnyView {
    let IamStatement {
        sid,
        purpose,
        actions,
        resources,
        conditions,
    } = statement;
    let list = |items: Vec<String>| {
        items
            .into_iter()
            .map(|item| view! { <li class="mono">{item}</li> })
            .collect_view()
    };
    view! {
        <li class="statement">
            <h3 class="mono">{sid}</h3>
            <p>{crate::text::sentence(&purpose)}</p>
            <div class="statement__lists">
                <div>
                    <p class="quiet">"Actions"</p>
                    <ul class="plain-list">{list(actions)}</ul>
                </div>
                <div>
                    <p class="quiet">"On"</p>
                    <ul class="plain-list">{list(resources)}</ul>
                </div>
                {(!conditions.is_empty())
                    .then(|| {
                        let conditions = conditions.iter().map(condition).collect();
                        view! {
                            <div>
                                <p class="quiet">"Only where"</p>
                                <ul class="plain-list">{list(conditions)}</ul>
                            </div>
                        }
                    })}
            </div>
        </li>
    }
    .into_any()
}

/// A condition in one line, such as `iam:PassedToService is ecs-tasks.amazonaws.com`.
fn condition(condition: &IamCondition) -> String {
    let IamCondition { test, key, values } = condition;
    let verb = if test.ends_with("Like") {
        "is like"
    } else {
        "is"
    };
    format!("{key} {verb} {}", values.join(" or "))
}
