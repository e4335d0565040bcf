//! Verifying the audit's chain, a part at a time, for the command line and for the page.

use shared::audit::{AuditHead, Broken, Chain};

use crate::store::{Begun, Store, StoreError};

/// So many records are read and hashed at once.
pub(crate) const A_PART: i64 = 1_000;

/// How far verifying has come.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The last record that was looked at.
    pub(crate) to: AuditHead,
    /// The end of the chain as it is known.
    pub(crate) end: AuditHead,
    /// What is wrong, where something is.
    pub(crate) broken: Option<Broken>,
}

/// Goes along the chain from a record that is known for at most so many parts, and holds it against
/// heads that were kept elsewhere.
///
/// # Errors
/// The database failed.
pub(crate) async fn check(
    store: &Store,
    from: AuditHead,
    anchors: &[AuditHead],
    most_parts: usize,
) -> Result<Checked, StoreError> {
    let end = store.audit_head().await?;
    let mut chain = Chain::after(from);
    let all: Vec<&AuditHead> = anchors.iter().chain([&end]).collect();
    let mut broken = walk(store, &mut chain, &all, most_parts).await?;
    // Only where nothing is left can be said that nothing was cut off.
    if broken.is_ok() && is_last(store, &chain).await? {
        broken = all.iter().try_for_each(|anchor| chain.end(anchor));
        // A record and the end are written in one transaction, so the end is read last.
        let kept = store.kept_audit_head().await?;
        broken = broken.and_then(|()| chain.hold_end(&kept));
    }
    Ok(Checked {
        to: chain.head().clone(),
        broken: broken.err(),
        end,
    })
}

/// Holds people, settings, pauses, changes and deployments against what the audit tells of them: what was
/// written past Longshore leaves the chain whole, and still shows. Tells the first that differs.
///
/// # Errors
/// The database failed.
pub(crate) async fn hold(store: &Store) -> Result<Option<String>, StoreError> {
    if let Some(differs) = store.hold_people().await? {
        return Ok(Some(differs));
    }
    if let Some(differs) = store.hold_pauses().await? {
        return Ok(Some(differs));
    }
    if let Some(differs) = store.hold_settings().await? {
        return Ok(Some(differs));
    }
    for what in [Begun::Changes, Begun::Deployments] {
        let mut after = 0;
        loop {
            let held = store.hold_begun(what, after, A_PART).await?;
            if held.differs.is_some() {
                return Ok(held.differs);
            }
            let Some(last) = held.last else { break };
            after = last;
        }
    }
    let mut after = 0;
    loop {
        let held = store.hold_changes(after, A_PART).await?;
        if held.differs.is_some() {
            return Ok(held.differs);
        }
        let Some(last) = held.last else { break };
        after = last;
    }
    let mut after = String::new();
    loop {
        let held = store.hold_deployments(&after, A_PART).await?;
        if held.differs.is_some() {
            return Ok(held.differs);
        }
        let Some(last) = held.last else { break };
        after = last;
    }
    Ok(None)
}

async fn walk(
    store: &Store,
    chain: &mut Chain,
    anchors: &[&AuditHead],
    most_parts: usize,
) -> Result<Result<(), Broken>, StoreError> {
    for _ in 0..most_parts {
        let part = store.audit_after(chain.head().sequence, A_PART).await?;
        if part.is_empty() {
            break;
        }
        for record in &part {
            let taken = chain
                .take(record)
                .and_then(|()| anchors.iter().try_for_each(|one| chain.hold_against(one)));
            if let Err(broken) = taken {
                return Ok(Err(broken));
            }
        }
    }
    Ok(Ok(()))
}

async fn is_last(store: &Store, chain: &Chain) -> Result<bool, StoreError> {
    let next = store.audit_after(chain.head().sequence, 1).await?;
    Ok(next.is_empty())
}
