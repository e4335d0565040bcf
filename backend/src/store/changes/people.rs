//! Who may review, of those that a decision asks about.

use std::collections::HashSet;

use shared::change::Change;
use shared::permission::Operation;
use sqlx::{Any, Transaction};

use super::super::{StoreError, users};

/// Those of the people around a change who may review in its environment at this moment.
#[derive(Debug)]
pub(super) struct Reviewers(HashSet<String>);

impl Reviewers {
    /// Looks up those who approved, and who acts.
    pub(super) async fn of(
        transaction: &mut Transaction<'static, Any>,
        change: &Change,
        actor: &str,
    ) -> Result<Self, StoreError> {
        let mut may = HashSet::new();
        let approvers = change.approvals.iter().map(|approval| approval.by.as_str());
        for name in approvers.chain([actor]).filter(|name| !name.is_empty()) {
            let grants = users::grants_of(transaction, name).await?;
            let reviews = grants
                .is_some_and(|grants| grants.can(Operation::Review, &change.environment).is_ok());
            if reviews {
                may.insert(name.to_owned());
            }
        }
        Ok(Self(may))
    }

    pub(super) fn may(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
