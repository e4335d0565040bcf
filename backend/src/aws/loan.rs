//! A role that is assumed with the credentials of the process, in sessions that tell for whom.
//!
//! What a deployment writes is sent in a session that carries the person and the change, so that
//! `CloudTrail` names them; everything else in one that is Longshore's own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_sdk_sts::types::Credentials as Lent;
use tokio::sync::Mutex;

use super::{Aws, AwsError};

/// The session of what is done for nobody in particular.
const OWN: &str = "longshore";
/// AWS ends a session after an hour; so long before it we take another.
const SPARE: Duration = Duration::from_mins(5);
/// So many sessions are kept; each is good for an hour at most.
const MOST: usize = 200;

tokio::task_local! {
    static SESSION: String;
}

/// Does something in a session of that name, where a role is assumed; see
/// [`shared::environment::session_name`].
pub async fn acting_as<F: Future>(session: String, work: F) -> F::Output {
    SESSION.scope(session, work).await
}

/// A role, and what its trust policy asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// The external id.
    pub external_id: String,
}

/// Gives the credentials of a session of the role. It keeps them itself, since the SDK would keep
/// those of one session for all.
#[derive(Debug, Clone)]
pub(super) struct Loan(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sts: aws_sdk_sts::Client,
    role: Role,
    kept: Mutex<HashMap<String, Credentials>>,
}

impl Loan {
    pub(super) fn new(sts: aws_sdk_sts::Client, role: Role) -> Self {
        Self(Arc::new(Inner {
            sts,
            role,
            kept: Mutex::default(),
        }))
    }

    async fn credentials(&self) -> provider::Result {
        let session = SESSION
            .try_with(Clone::clone)
            .unwrap_or_else(|_nobody| OWN.to_owned());
        let mut kept = self.0.kept.lock().await;
        let soon = SystemTime::now() + SPARE;
        kept.retain(|_, credentials| credentials.expiry().is_none_or(|end| end > soon));
        if let Some(credentials) = kept.get(&session) {
            return Ok(credentials.clone());
        }
        let credentials = self.assume(&session).await?;
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(session, credentials.clone());
        Ok(credentials)
    }

    async fn assume(&self, session: &str) -> provider::Result {
        let lent = self
            .ask(session)
            .await
            .map_err(CredentialsError::provider_error)?;
        Ok(Credentials::new(
            lent.access_key_id,
            lent.secret_access_key,
            Some(lent.session_token),
            SystemTime::try_from(lent.expiration).ok(),
            "longshore-role",
        ))
    }

    async fn ask(&self, session: &str) -> Result<Lent, AwsError> {
        const OPERATION: &str = "AssumeRole";
        let Inner { sts, role, .. } = &*self.0;
        sts.assume_role()
            .role_arn(&role.arn)
            .external_id(&role.external_id)
            .role_session_name(session)
            .send()
            .await
            .map_err(|error| AwsError::of("sts", OPERATION, &error))?
            .credentials
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer holds no credentials"))
    }
}

impl Aws {
    /// Whether these credentials may assume a role.
    ///
    /// # Errors
    /// They may not, or AWS did not answer.
    pub async fn try_role(&self, role: &Role) -> Result<(), AwsError> {
        Loan::new(self.0.sts.clone(), role.clone())
            .ask(OWN)
            .await
            .map(|_| ())
    }
}

impl ProvideCredentials for Loan {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}
