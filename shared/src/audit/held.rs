//! Holding what is kept elsewhere against what the audit tells. Pure.
//!
//! Longshore writes what happens to a change or in a deployment, and tells it, in one transaction. So
//! each of the two has what the other has, unless somebody wrote into the database past Longshore.

use serde_json::Value;

/// The member of [`Told::detail`] that says which in its order something was.
pub const PLACE: &str = "sequence";

/// Something that happened, as it is kept or as the audit tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// Who; nothing for nobody.
    pub who: Option<String>,
    /// What, such as `change.reviewed`.
    pub action: String,
    /// What more is kept of it, or told. What is told may have more members than what is kept.
    pub detail: Value,
}

impl Told {
    /// Whether the audit's record tells of what is kept.
    fn is_told_by(&self, record: &Self) -> bool {
        let has = match (&self.detail, &record.detail) {
            (Value::Object(kept), Value::Object(told)) => {
                kept.iter().all(|(name, value)| match told.get(name) {
                    Some(told) => told == value,
                    // Records from before places were told have none.
                    None => name == PLACE,
                })
            }
            (kept, told) => kept == told,
        };
        self.at_ms == record.at_ms && self.who == record.who && self.action == record.action && has
    }

    /// Such as `change.reviewed by rosa`.
    fn words(&self) -> String {
        match &self.who {
            Some(who) => format!("{} by {who}", self.action),
            None => self.action.clone(),
        }
    }
}

/// What differs between what is kept and what the audit tells.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// Something is kept that was never told.
    #[error("the audit does not tell of {0}, which is kept: somebody wrote it past Longshore")]
    Untold(String),
    /// Something was told that is not kept.
    #[error(
        "the audit tells of {0}, which is not kept as it was: somebody changed or removed it past Longshore"
    )]
    Gone(String),
}

/// Holds one against the other. Since both grow while they are read, the audit is read before what
/// is kept and once more after it: what is kept has to stand in the later reading, and what the
/// earlier one tells has to be kept.
///
/// # Errors
/// The first difference.
pub fn hold(kept: &[Told], told_before: &[Told], told_after: &[Told]) -> Result<(), Difference> {
    let mut left: Vec<&Told> = told_after.iter().collect();
    for one in kept {
        match left.iter().position(|record| one.is_told_by(record)) {
            // Each record tells of one thing.
            Some(place) => {
                left.swap_remove(place);
            }
            None => return Err(Difference::Untold(one.words())),
        }
    }
    let mut left: Vec<&Told> = kept.iter().collect();
    for record in told_before {
        match left.iter().position(|one| one.is_told_by(record)) {
            Some(place) => {
                left.swap_remove(place);
            }
            None => return Err(Difference::Gone(record.words())),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Difference, Told, hold};

    fn told(at_ms: i64, action: &str, detail: Value) -> Told {
        Told {
            at_ms,
            who: Some("rosa".to_owned()),
            action: action.to_owned(),
            detail,
        }
    }

    #[test]
    fn what_is_told_with_more_than_is_kept_is_the_same() {
        let kept = [told(
            1,
            "change.reviewed",
            json!({"event": {"decision": "approve"}}),
        )];
        let more = json!({"digest": "d", "event": {"decision": "approve"}});
        let record = [told(1, "change.reviewed", more)];
        assert_eq!(hold(&kept, &record, &record), Ok(()));
        let other = [told(
            1,
            "change.reviewed",
            json!({"event": {"decision": "reject"}}),
        )];
        assert_eq!(
            hold(&kept, &[], &other),
            Err(Difference::Untold("change.reviewed by rosa".to_owned()))
        );
    }

    #[test]
    fn one_record_does_not_tell_of_two() {
        let one = told(1, "change.commented", json!({}));
        let twice = [one.clone(), one.clone()];
        assert!(hold(&twice, &twice[..1], &twice[..1]).is_err());
        assert_eq!(hold(&twice, &twice, &twice), Ok(()));
        assert_eq!(
            hold(&twice[..1], &twice, &twice),
            Err(Difference::Gone("change.commented by rosa".to_owned()))
        );
    }

    #[test]
    fn what_comes_while_they_are_read_is_no_difference() {
        let [first, second] = [1, 2].map(|at| told(at, "change.commented", json!({})));
        // The second came before what is kept was read, the third after it.
        let third = told(3, "change.commented", json!({}));
        let after = [first.clone(), second.clone(), third];
        let kept = [first.clone(), second];
        assert_eq!(hold(&kept, &[first], &after), Ok(()));
    }
}
