//! The way to the preview: what is in the way, and the button.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::issue::{Issue, Severity};

use crate::api::{self, Failure};
use crate::editor::Editor;
use crate::page::plan_path;
use crate::pages::preview::request_name;
use crate::parts::{FailureBanner, IssueList};
use crate::ui::{Button, Look};
use crate::{dom, draft, format};

const SUMMARY: &str = "issue-summary";

#[component]
pub(super) fn Submit(editor: Editor) -> impl IntoView {
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let navigate = StoredValue::new_local(use_navigate());
    // What the server found that the checks here could not know.
    let found = Memo::new(move |_| {
        failure.with(|failure| {
            failure
                .as_ref()
                .map(|failure| failure.errors.clone())
                .unwrap_or_default()
        })
    });
    let shown = Signal::derive(move || {
        let mut issues = editor.issues().get();
        for issue in found.get() {
            if !issues.contains(&issue) {
                issues.push(issue);
            }
        }
        issues
    });
    let unfilled = Memo::new(move |_| editor.unfilled());
    let submit = move |()| {
        editor.insist();
        failure.set(None);
        if editor.has_errors() {
            request_animation_frame(|| {
                dom::focus(SUMMARY);
            });
            return;
        }
        pending.set(true);
        let request = editor.request();
        spawn_local(async move {
            match api::create_plan(&request).await {
                Ok(preview) => {
                    draft::keep(&request_name(&preview.hash), &request);
                    navigate.try_with_value(|navigate| {
                        navigate(&plan_path(&preview.hash), NavigateOptions::default());
                    });
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                    request_animation_frame(|| {
                        dom::focus(SUMMARY);
                    });
                }
            }
            pending.try_set(false);
        });
    };
    view! {
        <section class="submit" id=SUMMARY tabindex="-1" aria-label="Before the preview">
            <FailureBanner failure />
            {move || {
                let insistent = editor.is_insistent();
                let issues = shown.get();
                let unfilled = unfilled.get();
                (insistent && (!issues.is_empty() || !unfilled.is_empty()))
                    .then(|| {
                        view! {
                            <h2>{summary_words(&issues, &unfilled)}</h2>
                            {unfilled
                                .into_iter()
                                .map(|name| {
                                    view! {
                                        <p>
                                            <button
                                                type="button"
                                                class="link"
                                                on:click={
                                                    let id = format!("placeholder-{name}");
                                                    move |_| {
                                                        dom::focus(&id);
                                                    }
                                                }
                                            >
                                                {format!("Fill in a value for {name}.")}
                                            </button>
                                        </p>
                                    }
                                })
                                .collect_view()}
                            <IssueList
                                issues
                                on_jump=move |issue: Issue| editor.jump(&issue)
                                on_fix=move |(kind, fix)| editor.apply(kind, &fix)
                            />
                        }
                    })
            }}
            <div class="actions actions--decide">
                <Button look=Look::Primary pending on_press=submit>
                    "Preview"
                </Button>
                <span class="quiet">"Nothing happens in AWS yet."</span>
            </div>
        </section>
    }
}

fn summary_words(issues: &[Issue], unfilled: &[String]) -> String {
    let errors = issues
        .iter()
        .filter(|issue| issue.severity == Severity::Error)
        .count()
        + unfilled.len();
    let number = i64::try_from(errors).unwrap_or(i64::MAX);
    match number {
        0 => "Worth a look".to_owned(),
        number => format!(
            "{} before a preview",
            format::count(number, "thing to settle", "things to settle")
        ),
    }
}
