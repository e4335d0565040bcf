//! Signing in through an identity provider: `OpenID` Connect's code flow with PKCE.
//!
//! What the provider sends stays here: no token reaches a browser, and none is kept. Somebody is
//! known by issuer and subject, never by a name or an address of e-mail.

mod journey;
mod person;
mod settings;
mod talk;
mod verify;

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Mutex;

pub(crate) use journey::Journey;
pub use settings::{ProviderSettings, ProviderSettingsError};

use crate::clock::Clock;
use crate::random::NoRandomness;
use crate::store::{Store, StoreError, User};
use talk::Known;

/// Why somebody does not come in through the provider. What went wrong inside goes to the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("the browser brings no sign-in that was begun here, or an old one")]
    NotBegun,
    #[error("the provider said no: {0}")]
    Refused(String),
    #[error("the account is closed")]
    Closed,
    #[error("the provider could not be asked for {what}")]
    Unreachable {
        what: &'static str,
        #[source]
        source: reqwest::Error,
    },
    #[error("the provider's answer is wrong: {0}")]
    Wrong(&'static str),
    #[error("the provider's answer bears no good signature")]
    Signature(#[source] jsonwebtoken::errors::Error),
    #[error("could not find or keep whose identity it is")]
    Store(#[from] StoreError),
    #[error("could not draw a secret")]
    Random(#[from] NoRandomness),
}

/// What the provider sent the browser back with.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
pub(crate) struct Returned {
    pub(crate) code: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) iss: Option<String>,
}

/// Who came in.
#[derive(Debug)]
pub(crate) struct CameIn {
    pub(crate) user: User,
    /// When they showed the provider who they are, where it says so.
    pub(crate) confirmed_at_ms: Option<i64>,
}

/// The identity provider.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    settings: Arc<ProviderSettings>,
    client: reqwest::Client,
    known: Arc<Mutex<Option<Known>>>,
}

impl Provider {
    pub(crate) fn new(settings: ProviderSettings) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: talk::client(&settings)?,
            settings: Arc::new(settings),
            known: Arc::default(),
        })
    }

    /// Whether passwords are closed to all but those whom the operator lets in.
    pub(crate) fn is_only_way(&self) -> bool {
        self.settings.is_only_way
    }

    /// What people know it by: its host.
    pub(crate) fn name(&self) -> String {
        reqwest::Url::parse(&self.settings.issuer)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Where the browser goes to sign in, and what it brings back.
    pub(crate) async fn address(
        &self,
        clock: &Clock,
        journey: &Journey,
        callback: &str,
    ) -> Result<String, ProviderError> {
        let endpoints = self.known(clock, None).await?.endpoints;
        let (state, nonce, challenge) = (journey.state(), journey.nonce(), journey.challenge());
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", callback),
            ("scope", &self.settings.scopes),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        if journey.again {
            parameters.extend([("prompt", "login"), ("max_age", "0")]);
        }
        talk::with_parameters(&endpoints.authorization_endpoint, &parameters)
    }

    /// Takes in whoever the provider sends back.
    pub(crate) async fn take_in(
        &self,
        store: &Store,
        clock: &Clock,
        journey: &Journey,
        returned: Returned,
        callback: &str,
    ) -> Result<CameIn, ProviderError> {
        if !journey.began(returned.state.as_deref().unwrap_or_default()) {
            return Err(ProviderError::NotBegun);
        }
        // RFC 9207: an answer of another provider is none to our question.
        if returned.iss.is_some_and(|iss| iss != self.settings.issuer) {
            return Err(ProviderError::Wrong("it is of another issuer"));
        }
        if let Some(error) = returned.error {
            return Err(ProviderError::Refused(error));
        }
        let code = returned
            .code
            .ok_or(ProviderError::Wrong("it has no code"))?;
        let endpoints = self.known(clock, None).await?.endpoints;
        let granted = talk::redeem(
            &self.client,
            &self.settings,
            &endpoints,
            &code,
            &journey.verifier(),
            callback,
        )
        .await?;
        let key_id = verify::key_id(&granted.id_token)?;
        let known = self.known(clock, key_id.as_deref()).await?;
        let now_ms = clock.now_ms();
        let claims = verify::claims(
            &granted.id_token,
            &known.keys,
            &self.settings,
            &journey.nonce(),
            now_ms,
        )?;
        let facts = talk::facts(&self.client, &endpoints, &granted, &claims).await?;
        let user = person::find_or_add(store, clock, &self.settings, &claims, &facts).await?;
        if user.disabled_at_ms.is_some() {
            return Err(ProviderError::Closed);
        }
        store.signed_in(&user.name, now_ms).await?;
        Ok(CameIn {
            user,
            confirmed_at_ms: claims
                .auth_time
                .map(|at| at.saturating_mul(1000).min(now_ms)),
        })
    }

    /// Where the browser ends the provider's own session; nothing where the provider has no such
    /// place. Without a token in the address the provider may ask whether the person means it.
    pub(crate) async fn farewell(&self, clock: &Clock, back: &str) -> Option<String> {
        let known = self.known(clock, None).await.ok()?;
        let endpoint = known.endpoints.end_session_endpoint?;
        let parameters = [
            ("client_id", self.settings.client_id.as_str()),
            ("post_logout_redirect_uri", back),
        ];
        talk::with_parameters(&endpoint, &parameters).ok()
    }

    /// What the provider says of itself, asked for anew after a while or where a key is missing.
    async fn known(&self, clock: &Clock, key_id: Option<&str>) -> Result<Known, ProviderError> {
        let mut known = self.known.lock().await;
        let now_ms = clock.now_ms();
        if let Some(known) = known.as_ref()
            && known.is_good(key_id, now_ms)
        {
            return Ok(known.clone());
        }
        let asked = talk::discover(&self.client, &self.settings, now_ms).await?;
        *known = Some(asked.clone());
        Ok(asked)
    }
}

/// What is told of somebody beside the claims that are checked.
type Facts = serde_json::Map<String, Value>;
