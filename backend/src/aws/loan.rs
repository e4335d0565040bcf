//! A role that is assumed with the credentials of the process, in sessions that tell for whom.
//!
//! What a deployment writes is sent in a session that carries the person and the change, so that
//! `CloudTrail` names them, and may write to its own service alone; everything else in one that is
//! Longshore's own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_sdk_sts::types::Credentials as Lent;
use shared::iam_policy::session_policy;
use shared::plan::Target;
use tokio::sync::Mutex;

use super::{Aws, AwsError};

/// The session of what is done for nobody in particular.
const OWN: &str = "longshore";
/// AWS ends a session after an hour; so long before it we take another.
const SPARE: Duration = Duration::from_mins(5);
/// So many sessions are kept; each is good for an hour at most.
const MOST: usize = 1000;

tokio::task_local! {
    static SESSION: Session;
}

/// In whose name something is done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Session {
    /// See [`shared::environment::session_name`].
    pub name: String,
    /// The only service that is written to, or the cluster of the only task; nothing for a session
    /// that may do all that the role may.
    pub target: Option<Target>,
}

/// Does something in a session, where a role is assumed.
pub async fn acting_as<F: Future>(session: Session, work: F) -> F::Output {
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
    region: Option<String>,
    kept: Mutex<HashMap<Session, Credentials>>,
}

impl Loan {
    /// Without a region, sessions are not narrowed to what they write to.
    pub(super) fn new(sts: aws_sdk_sts::Client, role: Role, region: Option<String>) -> Self {
        Self(Arc::new(Inner {
            sts,
            role,
            region,
            kept: Mutex::default(),
        }))
    }

    async fn credentials(&self) -> provider::Result {
        let session = SESSION
            .try_with(Clone::clone)
            .unwrap_or_else(|_nobody| own());
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

    async fn assume(&self, session: &Session) -> provider::Result {
        let lent = self
            .narrowed(session)
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

    /// A session that may write to its own service alone, or else, where AWS takes no such policy,
    /// one that may do all that the role may: that is told, and is no reason not to deploy.
    async fn narrowed(&self, session: &Session) -> Result<Lent, AwsError> {
        let Some(target) = &session.target else {
            return self.ask(&session.name, None).await;
        };
        let Inner { role, region, .. } = &*self.0;
        let policy = region
            .as_ref()
            .and_then(|region| session_policy(&role.arn, region, target));
        let why = match policy {
            None => "no policy fits".to_owned(),
            Some(policy) => match self.ask(&session.name, Some(policy)).await {
                Err(refused) if is_about_policy(&refused) => refused.to_string(),
                other => return other,
            },
        };
        tracing::warn!(
            session = session.name,
            role = role.arn,
            cluster = target.cluster,
            service = target.service,
            why,
            "a session is not narrowed to the service that is deployed"
        );
        self.ask(&session.name, None).await
    }

    async fn ask(&self, session: &str, policy: Option<String>) -> Result<Lent, AwsError> {
        const OPERATION: &str = "AssumeRole";
        let Inner { sts, role, .. } = &*self.0;
        sts.assume_role()
            .role_arn(&role.arn)
            .external_id(&role.external_id)
            .role_session_name(session)
            .set_policy(policy)
            .send()
            .await
            .map_err(|error| AwsError::of("sts", OPERATION, &error))?
            .credentials
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer holds no credentials"))
    }
}

fn own() -> Session {
    Session {
        name: OWN.to_owned(),
        target: None,
    }
}

/// Whether AWS takes no such policy with a session (AWS STS API Reference, `AssumeRole`, Errors).
fn is_about_policy(refused: &AwsError) -> bool {
    matches!(
        refused.code(),
        Some("PackedPolicyTooLarge" | "MalformedPolicyDocument")
    )
}

impl Aws {
    /// Whether these credentials may assume a role.
    ///
    /// # Errors
    /// They may not, or AWS did not answer.
    pub async fn try_role(&self, role: &Role) -> Result<(), AwsError> {
        Loan::new(self.0.sts.clone(), role.clone(), None)
            .ask(OWN, None)
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
