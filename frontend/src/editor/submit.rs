//! The way to the preview: what is in the way, and the button.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::issue::{DocumentKind, Issue, Severity};

use crate::api::{self, Failure};
use crate::kept::{self, Asked, Life, asked_name};
use crate::opening::Message;
use crate::page::plan_path;
use crate::parts::{FailureBanner, IssueList};
use crate::ui::{Button, Look, Tone};
use crate::{dom, format};
use shared::wire::{PlanAsk, PlanRequest};

use super::behind::Behind;
use super::editing::{Editor, View};
use super::saving::Saving;
use super::words::in_form;
use crate::module::Teller;

const SUMMARY: &str = "issue-summary";

#[component]
pub(super) fn Submit(
    editor: Editor,
    saving: Saving,
    behind: RwSignal<Option<Behind>>,
) -> impl IntoView {
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let teller = Teller::expect();
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
        let mut issues = editor.findings().with(|findings| findings.all().to_vec());
        // Each is asked for already.
        if !editor.unfilled().is_empty() {
            issues.retain(|issue| issue.code != "placeholder-unfilled");
        }
        for issue in found.get() {
            if !issues.contains(&issue) {
                issues.push(issue);
            }
        }
        if editor.view.get() == View::Json.as_str() {
            issues
        } else {
            issues.into_iter().map(in_form).collect()
        }
    });
    let blockers = Memo::new(move |_| Blocker::of(editor));
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
        saving.flush();
        let draft = saving.draft();
        let asked = Asked {
            request: PlanAsk::Documents(PlanRequest {
                draft: draft.clone(),
                ..editor.request()
            }),
            edit: saving.address(),
            draft,
        };
        spawn_local(async move {
            let found = Behind::look(editor).await;
            let is_behind = found.is_some();
            behind.try_set(found);
            if is_behind {
                super::behind::show();
            } else if let Err(refused) = plan(&asked, teller).await {
                failure.try_set(Some(refused));
                request_animation_frame(|| {
                    dom::focus(SUMMARY);
                });
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
                let blockers = blockers.get();
                (insistent && (!issues.is_empty() || !blockers.is_empty()))
                    .then(|| {
                        view! {
                            <h2>{summary_words(&issues, blockers.len())}</h2>
                            {(!blockers.is_empty())
                                .then(|| {
                                    let rows = blockers
                                        .into_iter()
                                        .map(|blocker| blocker_view(editor, blocker))
                                        .collect_view();
                                    view! { <ul class="issues">{rows}</ul> }
                                })}
                            <IssueList
                                issues
                                on_jump=move |issue: Issue| editor.jump(&issue)
                                on_fix=move |(kind, fix)| editor.apply(kind, &fix)
                            />
                        }
                    })
            }}
            <div class="actions actions--decide">
                <Button id="preview" look=Look::Primary pending on_press=submit>
                    "Preview"
                </Button>
                <span class="quiet">"Nothing happens in AWS yet."</span>
            </div>
        </section>
    }
}

/// Has the plan made, and opens it.
async fn plan(asked: &Asked, teller: Teller) -> Result<(), Failure> {
    let preview = api::create_plan(&asked.request).await?;
    kept::keep(Life::Tab, &asked_name(&preview.hash), asked);
    teller.say(&Message::Go(plan_path(&preview.hash)));
    Ok(())
}

/// What no check can see past.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Blocker {
    /// A text that is no document, and why.
    Unreadable(DocumentKind, String),
    /// A placeholder without a value.
    Unfilled(String),
    /// No request can be made for the task that runs first, and why.
    Gate(String),
}

impl Blocker {
    fn of(editor: Editor) -> Vec<Self> {
        let unreadable = [DocumentKind::TaskDefinition, DocumentKind::Service]
            .into_iter()
            .filter_map(|kind| Some(Self::Unreadable(kind, editor.unreadable(kind)?)));
        let unfilled = editor.unfilled().into_iter().map(Self::Unfilled);
        let gate = editor.gate_trouble().map(Self::Gate);
        unreadable.chain(unfilled).chain(gate).collect()
    }
}

fn blocker_view(editor: Editor, blocker: Blocker) -> AnyView {
    let words = match &blocker {
        Blocker::Unreadable(kind, words) => {
            format!("{}: {words}", crate::text::sentence_start(kind.words()))
        }
        Blocker::Unfilled(name) => format!("Fill in a value for {name}."),
        Blocker::Gate(words) => words.clone(),
    };
    let go = move |_| match &blocker {
        Blocker::Unreadable(kind, _) => editor.jump_to_text(*kind),
        Blocker::Unfilled(name) => {
            dom::focus(&format!("placeholder-{name}"));
        }
        Blocker::Gate(_) => {
            dom::focus("gate-command");
        }
    };
    view! {
        <li class="issues__issue" data-tone=Tone::Bad.as_str()>
            {Tone::Bad.icon().view()}
            <span class="visually-hidden">"Error: "</span>
            <span class="issues__text">
                <button type="button" class="link" on:click=go>
                    {words}
                </button>
            </span>
        </li>
    }
    .into_any()
}

fn summary_words(issues: &[Issue], n_blockers: usize) -> String {
    let errors = issues
        .iter()
        .filter(|issue| issue.severity == Severity::Error)
        .count()
        + n_blockers;
    let number = i64::try_from(errors).unwrap_or(i64::MAX);
    match number {
        0 => "Worth a look".to_owned(),
        number => format!(
            "{} before a preview",
            format::count(number, "thing to settle", "things to settle")
        ),
    }
}
