//! Whether AWS tells how it goes. One failure may pass; where more follow, the journal says so, and
//! it says when AWS tells again.

use shared::deployment::JournalEvent;

use super::job::Job;
use crate::aws::AwsError;
use crate::store::StoreError;

/// So many failures in a row are worth telling.
const WORTH_TELLING: u32 = 2;

/// How looking went lately.
#[derive(Debug)]
pub(super) struct Outlook {
    failures: u32,
    last: Option<AwsError>,
    is_told: bool,
}

impl Outlook {
    /// As the journal left it.
    pub(super) fn of(job: &Job<'_>) -> Self {
        let told = job.past.iter().rev().find_map(|entry| match &entry.event {
            JournalEvent::LostSight { .. } => Some(true),
            JournalEvent::RegainedSight => Some(false),
            _ => None,
        });
        Self {
            failures: 0,
            last: None,
            is_told: told.unwrap_or(false),
        }
    }

    /// A look failed.
    pub(super) async fn darkens(
        &mut self,
        job: &mut Job<'_>,
        error: &AwsError,
    ) -> Result<(), StoreError> {
        tracing::warn!(deployment.id = %job.id, %error, "AWS does not tell how a deployment goes");
        self.failures += 1;
        self.last = Some(error.clone());
        if self.failures < WORTH_TELLING || self.is_told {
            return Ok(());
        }
        self.is_told = true;
        job.note(JournalEvent::LostSight {
            message: error.words(),
        })
        .await
    }

    /// A look worked.
    pub(super) async fn clears(&mut self, job: &mut Job<'_>) -> Result<(), StoreError> {
        self.failures = 0;
        self.last = None;
        if !self.is_told {
            return Ok(());
        }
        self.is_told = false;
        job.note(JournalEvent::RegainedSight).await
    }

    /// Why the last look failed, if it did.
    pub(super) fn error(&self) -> Option<&AwsError> {
        self.last.as_ref()
    }
}
