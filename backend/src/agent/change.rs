//! Carrying out a change that was reviewed.

use shared::change::Change;
use shared::deployment::WhenBusy;

use super::Agent;
use super::request::{Asked, RequestError};
use crate::random;
use crate::store::{ChangeOrder, NewRelease};

/// A change to carry out, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Carrying<'a> {
    /// The change as it was read a moment ago.
    pub(crate) change: &'a Change,
    /// What is carried out of it.
    pub(crate) order: ChangeOrder<'a>,
    /// What to do when another deployment of a service is running or waiting.
    pub(crate) when_busy: WhenBusy,
    /// Why it cannot wait for the end of a freeze, where there is one.
    pub(crate) despite_freeze: Option<&'a str>,
}

impl Agent {
    /// Starts the deployments of a change's present version. Whether it may be carried out is
    /// decided in the transaction that starts them.
    pub(crate) async fn request_change(
        &self,
        user: &str,
        carrying: &Carrying<'_>,
        idempotency_key: &str,
    ) -> Result<(), RequestError> {
        let Carrying {
            change,
            order,
            when_busy,
            despite_freeze,
        } = *carrying;
        let version = change.version().ok_or(RequestError::NoPlans)?;
        let plan_hashes: Vec<String> = version.plans.iter().map(|plan| plan.hash.clone()).collect();
        let release_id = random::identifier()?;
        let request_hash = random::sha256(&format!("change {} {}", order.id, order.digest));
        let asked = Asked {
            user,
            idempotency_key,
            request_hash: &request_hash,
            when_busy,
            release: (plan_hashes.len() > 1).then_some(NewRelease {
                id: &release_id,
                order: version.order,
            }),
            change: Some(order),
            despite_freeze,
            plan_hashes: &plan_hashes,
        };
        self.ask(&asked).await.map(drop)
    }
}
