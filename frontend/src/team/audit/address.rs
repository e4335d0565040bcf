//! What the audit is asked with, in the page's address. Pure but for the browser's own encoding.

use shared::audit::Outcome;
use shared::wire::AuditQuery;

use crate::dom;

/// What an address asks for.
pub(super) fn read(search: &str) -> AuditQuery {
    let mut query = AuditQuery::default();
    for part in search.trim_start_matches('?').split('&') {
        let Some((name, value)) = part.split_once('=') else {
            continue;
        };
        let value = dom::decode(value);
        if value.is_empty() {
            continue;
        }
        match name {
            "who" => query.who = Some(value),
            "action" => query.action = Some(value),
            "outcome" => query.outcome = Outcome::find(&value),
            "environment" => query.environment = Some(value),
            "subject" => query.subject = Some(value),
            "since" => query.since_ms = value.parse().ok(),
            "until" => query.until_ms = value.parse().ok(),
            _ => {}
        }
    }
    query
}

/// The address of what is asked for.
pub(super) fn write(query: &AuditQuery) -> String {
    let AuditQuery {
        who,
        action,
        outcome,
        environment,
        subject,
        since_ms,
        until_ms,
        after: _,
    } = query;
    let number = |number: &Option<i64>| number.map(|number| number.to_string());
    let parts = [
        ("who", who.clone()),
        ("action", action.clone()),
        (
            "outcome",
            outcome.map(|outcome| outcome.as_str().to_owned()),
        ),
        ("environment", environment.clone()),
        ("subject", subject.clone()),
        ("since", number(since_ms)),
        ("until", number(until_ms)),
    ];
    let given: Vec<String> = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", dom::encode(&value?))))
        .collect();
    if given.is_empty() {
        "/audit".to_owned()
    } else {
        format!("/audit?{}", given.join("&"))
    }
}
