//! What was found when settings were tried.

use std::sync::Arc;

use leptos::prelude::*;
use shared::environment::RoleTexts;
use shared::wire::EnvironmentCheck;

use crate::environment::here;
use crate::ui::{Banner, CodeBlock, Tab, Tabs, Tone};

#[component]
pub(super) fn Found(check: EnvironmentCheck) -> impl IntoView {
    let EnvironmentCheck {
        faults,
        caller,
        account,
        clusters,
        notes,
        role,
    } = check;
    let works = faults.is_empty();
    let is_there = caller.is_some();
    let title = match faults.as_slice() {
        [] => "These settings work".to_owned(),
        [_] => "One thing stands in the way".to_owned(),
        many => format!("{} things stand in the way", many.len()),
    };
    let tone = if works { Tone::Good } else { Tone::Bad };
    let there = match clusters.len() {
        0 => "There is no cluster yet".to_owned(),
        1 => "There is 1 cluster".to_owned(),
        many => format!("There are {many} clusters"),
    };
    view! {
        <Banner tone title>
            <ul class="bullets">
                {faults
                    .into_iter()
                    .map(|fault| view! { <li>{fault.words}</li> })
                    .collect_view()}
                {caller
                    .map(|caller| {
                        view! {
                            <li>
                                "AWS knows Longshore there as "
                                <code class="mono environment__value">{caller}</code>
                                {account.map(|account| format!(", in the account {account}"))}
                                "."
                            </li>
                        }
                    })}
                {works
                    .then(|| {
                        let list = match clusters.join(", ") {
                            none if none.is_empty() => none,
                            names => format!(": {names}"),
                        };
                        view! { <li>{there} {list} "."</li> }
                    })}
                {notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
            </ul>
        </Banner>
        {role.map(|role| view! { <Role role is_there /> })}
    }
}

/// What makes the role, to be pasted.
#[component]
fn Role(role: RoleTexts, is_there: bool) -> impl IntoView {
    let RoleTexts {
        trust_policy,
        cli,
        terraform,
    } = role;
    let chosen = RwSignal::new("role-trust");
    let file = |label: &'static str, text: String| -> Arc<dyn Fn() -> AnyView + Send + Sync> {
        Arc::new(move || view! { <CodeBlock label text=text.clone() /> }.into_any())
    };
    let tabs = vec![
        Tab {
            id: "role-trust",
            label: "Trust policy",
            view: file("The role's trust policy", trust_policy),
        },
        Tab {
            id: "role-cli",
            label: "AWS CLI",
            view: file("Commands that make the role", cli),
        },
        Tab {
            id: "role-terraform",
            label: "Terraform",
            view: file("The role in Terraform", terraform),
        },
    ];
    let words = if is_there {
        "What the role is made of, should you make it again."
    } else {
        "Have somebody who administers the account make the role so, then try again."
    };
    view! {
        <section class="section" aria-labelledby="role-texts">
            <h3 id="role-texts">"The role"</h3>
            <p class="quiet">
                {words} " What it has to be allowed is on the page "
                <a href=here("/permissions")>"What Longshore may do in AWS"</a> "."
            </p>
            <Tabs label="How to make the role" chosen tabs />
        </section>
    }
}
