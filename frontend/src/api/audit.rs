//! The audit.

use shared::audit::{AuditHead, AuditRecord};
use shared::wire::{AuditCheck, AuditQuery, Listing};

use super::client::ask;
use super::{Answer, query};

/// Where the whole audit is, as lines of JSON.
pub(crate) const AUDIT_EXPORT: &str = "/api/v1/audit/export";

pub(crate) async fn list_audit(wanted: AuditQuery) -> Answer<Listing<AuditRecord>> {
    let AuditQuery {
        who,
        action,
        outcome,
        environment,
        subject,
        since_ms,
        until_ms,
        after,
    } = wanted;
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let parameters = [
        ("who", who),
        ("action", action),
        (
            "outcome",
            outcome.map(|outcome| outcome.as_str().to_owned()),
        ),
        ("environment", environment),
        ("subject", subject),
        ("since_ms", number(since_ms)),
        ("until_ms", number(until_ms)),
        ("after", number(after)),
    ];
    ask(&query("/audit", &parameters)).await
}

pub(crate) async fn find_audit_head() -> Answer<AuditHead> {
    ask("/audit/head").await
}

/// Has the part of the chain after a record verified, and held against a head that was kept.
pub(crate) async fn verify_audit(after: i64, head: Option<String>) -> Answer<AuditCheck> {
    let parameters = [("after", Some(after.to_string())), ("head", head)];
    ask(&query("/audit/verify", &parameters)).await
}
