//! What the checks found, as a list whose lines lead to the place.

use leptos::prelude::*;
use shared::issue::{DocumentKind, Fix, Issue, Severity};

use crate::ui::{Button, Disclosure, Look, Tone};

/// The sign and the colour for how much an issue weighs.
pub(crate) const fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Advice => Tone::Info,
    }
}

const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Advice => "Advice",
    }
}

/// Issues, each with its place and its fix.
#[component]
pub(crate) fn IssueList(
    /// The issues.
    #[prop(into)]
    issues: Signal<Vec<Issue>>,
    /// Goes to the place of one.
    #[prop(optional, into)]
    on_jump: Option<Callback<Issue>>,
    /// Applies a fix.
    #[prop(optional, into)]
    on_fix: Option<Callback<(DocumentKind, Fix)>>,
) -> impl IntoView {
    let known = Memo::new(move |_| issues.get());
    let rows = move |wanted: fn(Severity) -> bool| {
        known
            .get()
            .into_iter()
            .filter(|issue| wanted(issue.severity))
            .map(|issue| row(issue, on_jump, on_fix))
            .collect_view()
    };
    let is_advice = |severity: Severity| severity == Severity::Advice;
    let n_advice = Memo::new(move |_| {
        known.with(|issues| {
            let advice = issues.iter().filter(|issue| is_advice(issue.severity));
            advice.count()
        })
    });
    let has_others = Memo::new(move |_| known.with(|issues| issues.len() > n_advice.get()));
    view! {
        {move || {
            has_others
                .get()
                .then(|| {
                    view! {
                        <ul class="issues">
                            {move || rows(|severity| severity != Severity::Advice)}
                        </ul>
                    }
                })
        }}
        // What works and could be better waits until somebody asks for it.
        {move || {
            (n_advice.get() > 0)
                .then(|| {
                    view! {
                        <Disclosure label=Signal::derive(move || advice_words(n_advice.get()))>
                            <ul class="issues">{move || rows(is_advice)}</ul>
                        </Disclosure>
                    }
                })
        }}
    }
}

fn advice_words(count: usize) -> String {
    match count {
        1 => "1 piece of advice".to_owned(),
        count => format!("{count} pieces of advice"),
    }
}

fn row(
    issue: Issue,
    on_jump: Option<Callback<Issue>>,
    on_fix: Option<Callback<(DocumentKind, Fix)>>,
) -> AnyView {
    let tone = severity_tone(issue.severity);
    let place = format!("{} {}", issue.document.words(), issue.pointer);
    let message = crate::text::sentence(&issue.message);
    let fix = issue.fix.clone().zip(on_fix);
    let document = issue.document;
    let jump_to = issue.clone();
    let text = match on_jump {
        Some(jump) => view! {
            <button type="button" class="link" on:click=move |_| jump.run(jump_to.clone())>
                {message}
            </button>
        }
        .into_any(),
        None => view! { <span>{message}</span> }.into_any(),
    };
    view! {
        <li class="issues__issue" data-tone=tone.as_str()>
            {tone.icon().view()}
            <span class="visually-hidden">{severity_word(issue.severity)} ": "</span>
            <span class="issues__text">
                {text} " " <span class="issues__place mono">{place}</span>
            </span>
            {fix
                .map(|(fix, apply)| {
                    let label = fix.label.clone();
                    view! {
                        <Button
                            look=Look::Quiet
                            on_press=move |()| apply.run((document, fix.clone()))
                        >
                            {label}
                        </Button>
                    }
                })}
        </li>
    }
    .into_any()
}
