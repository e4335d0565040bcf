//! Signing in through an identity provider: `OpenID` Connect's code flow with PKCE.
//!
//! What the provider sends stays here: no token reaches a browser, and none is kept. Somebody is
//! known by issuer and subject, never by a name or an address of e-mail.

mod ask;
mod journey;
mod known;
mod person;
mod settings;
mod talk;
mod verify;

use std::sync::Arc;

use serde_json::Value;

pub(crate) use ask::AskError;
pub(crate) use journey::Journey;
pub use settings::{ProviderSettings, ProviderSettingsError};
pub(crate) use talk::form;

use super::session::is_recent;
use crate::clock::Clock;
use crate::random::NoRandomness;
use crate::store::{Store, StoreError, User};
use known::{Knowledge, Known};
use verify::Claims;

/// Why somebody does not come in through the provider. What went wrong inside goes to the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("the browser brings no sign-in that was begun here, or an old one")]
    NotBegun,
    #[error("the provider said no: {0:?}")]
    Refused(String),
    #[error("the account is closed")]
    Closed,
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error("the provider's answer is wrong: {0}")]
    Wrong(&'static str),
    #[error("{0} by our clock: the provider's and this machine's are apart")]
    Untimely(&'static str),
    #[error("none of the provider's keys made the token's signature")]
    Unsigned,
    #[error(
        "the token is signed by {0:?}, which is not taken here: have the provider sign Longshore's tokens by RS256, PS256, ES256 or EdDSA (`id_token_signed_response_alg` of the client)"
    )]
    Algorithm(String),
    #[error("the token's claims are not as OpenID Connect has them")]
    Claims(#[source] serde_json::Error),
    #[error(
        "the token has no `auth_time`, which OpenID Connect requires where `max_age` is asked for: have the provider put it into Longshore's tokens (`require_auth_time` of the client), or let people have a password to confirm with"
    )]
    NoAuthTime,
    #[error(
        "the token's `auth_time` is {0} seconds ago though `max_age=0` and `prompt=login` were asked for: the provider did not ask who it is, or one of the clocks is wrong"
    )]
    NotAsked(i64),
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
    knowledge: Knowledge,
}

impl Provider {
    pub(crate) fn new(settings: ProviderSettings) -> Result<Self, reqwest::Error> {
        let client = ask::client(&settings)?;
        let settings = Arc::new(settings);
        Ok(Self {
            knowledge: Knowledge::new(client.clone(), Arc::clone(&settings)),
            settings,
            client,
        })
    }

    /// Asks the provider what it says of itself, so that nobody has to wait for it later.
    pub(crate) async fn get_to_know(&self, clock: &Clock) -> Result<(), AskError> {
        self.knowledge.current(clock).await.map(|_| ())
    }

    /// What it calls itself.
    pub(crate) fn issuer(&self) -> &str {
        &self.settings.issuer
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
        let known = self.knowledge.current(clock).await?;
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
        let address = &known.endpoints.authorization_endpoint;
        Ok(talk::with_parameters(address, &parameters)?)
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
        let known = self.knowledge.current(clock).await?;
        let granted = talk::redeem(
            &self.client,
            &self.settings,
            &known.endpoints,
            &code,
            &journey.verifier(),
            callback,
        )
        .await?;
        let nonce = journey.nonce();
        let claims = self
            .claims(clock, &known, &granted.id_token, &nonce)
            .await?;
        let now_ms = clock.now_ms();
        let confirmed_at_ms = claims.auth_time.map(|at| at.ms.min(now_ms));
        if journey.again {
            // Who would be sent to the provider for the same again and again is told why instead.
            let at_ms = confirmed_at_ms.ok_or(ProviderError::NoAuthTime)?;
            if !is_recent(at_ms, now_ms) {
                return Err(ProviderError::NotAsked((now_ms - at_ms) / 1000));
            }
        }
        let facts = talk::facts(&self.client, &known.endpoints, &granted, &claims).await?;
        let user = person::find_or_add(store, clock, &self.settings, &claims, &facts).await?;
        if user.disabled_at_ms.is_some() {
            return Err(ProviderError::Closed);
        }
        store.signed_in(&user.name, now_ms).await?;
        Ok(CameIn {
            user,
            confirmed_at_ms,
        })
    }

    /// Where the browser ends the provider's own session; nothing where the provider has no such
    /// place, or has not said so yet: who signs out does not wait for it. Without a token in the
    /// address the provider may ask whether the person means it.
    pub(crate) fn farewell(&self, back: &str) -> Option<String> {
        let known = self.knowledge.at_hand()?;
        let endpoint = known.endpoints.end_session_endpoint.as_ref()?;
        let parameters = [
            ("client_id", self.settings.client_id.as_str()),
            ("post_logout_redirect_uri", back),
        ];
        talk::with_parameters(endpoint, &parameters).ok()
    }

    /// What a token says. Where none of the keys fits that are known, the provider has others by
    /// now: one that does not name its keys exchanges them without a word.
    async fn claims(
        &self,
        clock: &Clock,
        known: &Known,
        token: &str,
        nonce: &str,
    ) -> Result<Claims, ProviderError> {
        let judge = |known: &Known| {
            verify::claims(token, &known.keys, &self.settings, nonce, clock.now_ms())
        };
        match judge(known) {
            Err(ProviderError::Unsigned) => judge(&*self.knowledge.newer(clock, known).await?),
            judged => judged,
        }
    }
}

/// What is told of somebody beside the claims that are checked.
type Facts = serde_json::Map<String, Value>;
