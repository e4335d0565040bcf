//! Several deployments as one release.

use shared::wire::{Release, ReleaseRequest};

use super::Agent;
use super::request::{Asked, RequestError};
use crate::random;
use crate::store::{NewRelease, StoreError};

impl Agent {
    /// Starts the deployments of several plans, all or none. The same person's same key is the same
    /// request, and answers the same release.
    pub(crate) async fn request_release(
        &self,
        user: &str,
        request: &ReleaseRequest,
        idempotency_key: &str,
    ) -> Result<Release, RequestError> {
        let id = random::identifier()?;
        let text = serde_json::to_string(request).unwrap_or_default();
        let asked = Asked {
            user,
            idempotency_key,
            request_hash: &random::sha256(&text),
            when_busy: request.when_busy,
            release: Some(NewRelease {
                id: &id,
                order: request.order,
            }),
            change: None,
            despite_freeze: request.despite_freeze.as_deref(),
            plan_hashes: &request.plan_hashes,
        };
        let first = self.ask(&asked).await?;
        let release = match &first.release {
            Some(release) => self.release(release).await?,
            None => None,
        };
        release.ok_or(RequestError::KeyReused)
    }

    /// Finds a release, with what its deployments wait for.
    pub(crate) async fn release(&self, id: &str) -> Result<Option<Release>, StoreError> {
        let Some(release) = self.0.store.release(&self.0.environment, id).await? else {
            return Ok(None);
        };
        Ok(Some(Release {
            deployments: self.with_waits(release.deployments).await?,
            ..release
        }))
    }
}
