//! A record of the audit, and what it is in every detail.

use leptos::prelude::*;
use shared::audit::{AuditRecord, Outcome, Via, action_words};
use shared::json;
use shared::wire::AuditQuery;

use crate::dom;
use crate::environment::{current, there};
use crate::format;
use crate::ui::{Button, Chip, CodeBlock, Fold, Look, Name, TimeAgo, Tone};

#[component]
pub(super) fn RecordRow(
    record: AuditRecord,
    wanted: RwSignal<AuditQuery>,
    on_ask: Callback<AuditQuery>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let gist = record.gist();
    let (tone, word) = outcome_chip(record.outcome);
    let words = action_words(&record.action)
        .unwrap_or(&record.action)
        .to_owned();
    let who = who_words(&record);
    let subject = subject_view(&record);
    let environment = record.environment.clone();
    let from = record.address.clone();
    let (sequence, at_ms) = (record.sequence, record.at_ms);
    let record = StoredValue::new(record);
    let body = move || {
        let record = record.get_value();
        view! { <Details record wanted on_ask /> }.into_any()
    };
    view! {
        <li class="log__entry record">
            <div class="log__state">
                <Chip tone word />
            </div>
            <div class="log__body">
                <p class="log__title">
                    {words} " " <span class="quiet change-number">{format!("#{sequence}")}</span>
                </p>
                {(!gist.is_empty()).then(|| view! { <p class="record__gist">{gist}</p> })}
                <p class="quiet record__facts">
                    {who} {subject}
                    {environment.map(|environment| format!(" · {environment}"))}
                    {from.map(|from| format!(" · from {from}"))} " · " <TimeAgo at_ms />
                </p>
                <Fold
                    label="Details"
                    is_open
                    on_toggle=move |open| is_open.set(open)
                    body
                />
            </div>
        </li>
    }
}

/// Everything that a record holds, and what is near it.
#[component]
fn Details(
    record: AuditRecord,
    wanted: RwSignal<AuditQuery>,
    on_ask: Callback<AuditQuery>,
) -> impl IntoView {
    let AuditRecord {
        sequence,
        at_ms,
        who,
        via,
        address,
        action,
        outcome: _,
        environment,
        subject,
        detail,
        previous,
        hash,
    } = record;
    let detail = json::parse(&detail).map_or(detail, |json| json.to_pretty());
    let says_more = !matches!(detail.trim(), "{}" | "null");
    let about = StoredValue::new(subject.clone());
    let by = StoredValue::new(who.clone());
    let narrow = move |change: &dyn Fn(&mut AuditQuery)| {
        let mut query = AuditQuery {
            since_ms: wanted.with_untracked(|wanted| wanted.since_ms),
            until_ms: wanted.with_untracked(|wanted| wanted.until_ms),
            ..AuditQuery::default()
        };
        change(&mut query);
        on_ask.run(query);
    };
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <div class="facts__fact">
                    <dt>{name}</dt>
                    <dd class="record__value">{value}</dd>
                </div>
            }
        })
    };
    view! {
        <dl class="facts record__all">
            {fact("Number", Some(sequence.to_string()))}
            {fact("When", Some(format!("{} ({})", format::exact(at_ms), format::machine(at_ms))))}
            {fact("Who", who.clone().or_else(|| Some("nobody".to_owned())))}
            {fact("By which way", Some(via.words().to_owned()))} {fact("From", address)}
            {fact("Action", Some(action))} {fact("Environment", environment)}
            {fact("About", Some(subject.clone()).filter(|subject| !subject.is_empty()))}
            <div class="facts__fact">
                <dt>"Hash"</dt>
                <dd>
                    <Name text=hash room=24 what="the hash of the record" />
                </dd>
            </div>
            <div class="facts__fact">
                <dt>"Hash before"</dt>
                <dd>
                    <Name text=previous room=24 what="the hash of the record before" />
                </dd>
            </div>
        </dl>
        {says_more.then(|| view! { <CodeBlock label="What it tells" text=detail /> })}
        <div class="actions">
            {(!subject.is_empty())
                .then(|| {
                    view! {
                        <Button
                            look=Look::Quiet
                            on_press=move |()| {
                                narrow(&|query| query.subject = Some(about.get_value()));
                            }
                        >
                            {format!("All about {subject}")}
                        </Button>
                    }
                })}
            {who
                .map(|who| {
                    view! {
                        <Button
                            look=Look::Quiet
                            on_press=move |()| narrow(&|query| query.who = by.get_value())
                        >
                            {format!("All by {who}")}
                        </Button>
                    }
                })}
        </div>
    }
}

/// Who did it, and by which way where that is worth a word.
fn who_words(record: &AuditRecord) -> String {
    match (&record.who, record.via) {
        (Some(who), Via::Session | Via::Longshore) => who.clone(),
        (Some(who), via) => format!("{who} {}", via.words()),
        // What follows from what somebody did is nobody's own act.
        (None, _) if record.outcome == Outcome::Done => "Longshore".to_owned(),
        (None, Via::Longshore) => "Longshore".to_owned(),
        (None, via) => format!("Somebody {}", via.words()),
    }
}

/// What it is about, with the way there where it has a page.
fn subject_view(record: &AuditRecord) -> AnyView {
    let subject = record.subject.as_str();
    let environment = record.environment.as_deref().unwrap_or_default();
    if subject.is_empty() {
        return ().into_any();
    }
    let Some(path) = subject_path(subject, environment) else {
        let subject = subject.to_owned();
        return view! { " · " <span class="record__subject">{subject}</span> }.into_any();
    };
    let words = subject.split(' ').map(|word| format::shorten(word, 13));
    let words = words.collect::<Vec<_>>().join(" ");
    // What belongs to another environment is another page, which is loaded anew.
    let is_elsewhere = !environment.is_empty() && environment != current();
    let rel = is_elsewhere.then_some("external");
    view! {
        " · "
        <a href=path rel=rel>
            {words}
        </a>
    }
    .into_any()
}

/// The page of what a record is about, where there is one.
fn subject_path(subject: &str, environment: &str) -> Option<String> {
    let (kind, name) = subject.split_once(' ')?;
    match kind {
        "change" if !environment.is_empty() => {
            let id: i64 = name.parse().ok()?;
            Some(there(environment, &format!("/changes/{id}")))
        }
        "deployment" if !environment.is_empty() => {
            let path = format!("/deployments/{}", dom::encode(name));
            Some(there(environment, &path))
        }
        "policy" if !environment.is_empty() => Some(there(environment, "/environment")),
        "pause" if !environment.is_empty() => Some(there(environment, "/queue")),
        "environment" => Some("/environment-settings".to_owned()),
        "person" => Some("/people".to_owned()),
        _ => None,
    }
}

const fn outcome_chip(outcome: Outcome) -> (Tone, &'static str) {
    let tone = match outcome {
        Outcome::Done => Tone::Good,
        Outcome::Refused => Tone::Warn,
        Outcome::Failed => Tone::Bad,
    };
    (tone, outcome.label())
}
