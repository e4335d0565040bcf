//! An identity provider of the tests' own, for what a real one does on its bad days, or does by a
//! part of the standards that others leave out. Whoever comes to it is sent back at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use backend::auth::ProviderSettings;
use backend::clock::Clock;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::provider::settings_for;

/// Longer than anything here takes on a slow machine.
const BOUND: Duration = Duration::from_secs(50);

/// A key of its own, for these tests alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SigningKey {
    First,
    Second,
}

impl SigningKey {
    fn key(self) -> EncodingKey {
        let text = match self {
            Self::First => "MC4CAQAwBQYDK2VwBCIEIEkfFlWQnsLw1s/UyZSw/Yr+TIpOzCefVoyn+J3RxvCk",
            Self::Second => "MC4CAQAwBQYDK2VwBCIEIMxWC+8v4sJDA2G13zF8E6XWILvgiEwYHK77YzdB5Vsx",
        };
        EncodingKey::from_ed_der(&STANDARD.decode(text).unwrap())
    }
}

/// How it answers.
#[derive(Debug, Clone)]
pub(crate) struct Manner {
    /// What a token says otherwise than usual; null for what it does not say.
    pub(crate) claims: Value,
    /// The key that it says it signs with.
    pub(crate) published: SigningKey,
    /// The key that it signs with.
    pub(crate) signs_with: SigningKey,
    /// What it calls itself, where that is not its address.
    pub(crate) name: Option<String>,
    /// The status with which it refuses to say anything of itself.
    pub(crate) status: Option<u16>,
    /// The error with which it sends people back.
    pub(crate) error: Option<&'static str>,
    /// The status and the error with which it refuses codes.
    pub(crate) refusal: Option<(u16, &'static str)>,
}

struct Inner {
    issuer: String,
    manner: Mutex<Manner>,
    is_held: watch::Sender<bool>,
    n_asked: watch::Sender<u32>,
}

pub(crate) struct OddProvider {
    pub(crate) issuer: String,
    inner: Arc<Inner>,
}

impl OddProvider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            issuer: issuer.clone(),
            manner: Mutex::new(Manner {
                claims: json!({}),
                published: SigningKey::First,
                signs_with: SigningKey::First,
                name: None,
                status: None,
                error: None,
                refusal: None,
            }),
            is_held: watch::Sender::new(false),
            n_asked: watch::Sender::new(0),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, inner }
    }

    /// What Longshore is told of it; see `IdentityProvider`.
    pub(crate) fn settings(&self) -> ProviderSettings {
        settings_for(&self.issuer)
    }

    /// What Longshore is told of one that is not there.
    pub(crate) async fn settings_of_nobody() -> ProviderSettings {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        settings_for(&format!("http://{}", listener.local_addr().unwrap()))
    }

    /// Has it answer otherwise from now on.
    pub(crate) fn set(&self, change: impl FnOnce(&mut Manner)) {
        change(&mut self.inner.manner.lock().unwrap());
    }

    /// Has it think for ever about what it says of itself, or no longer.
    pub(crate) fn hold(&self, is_held: bool) {
        self.inner.is_held.send_replace(is_held);
    }

    /// How often it was asked what it says of itself.
    pub(crate) fn n_asked(&self) -> u32 {
        *self.inner.n_asked.borrow()
    }

    /// Waits until it was asked that so often.
    pub(crate) async fn asked(&self, times: u32) {
        let mut asked = self.inner.n_asked.subscribe();
        let enough = asked.wait_for(|asked| *asked >= times);
        drop(tokio::time::timeout(BOUND, enough).await.unwrap().unwrap());
    }
}

impl Inner {
    fn manner(&self) -> Manner {
        self.manner.lock().unwrap().clone()
    }
}

async fn configuration(State(inner): State<Arc<Inner>>) -> Response {
    inner.n_asked.send_modify(|asked| *asked += 1);
    let mut held = inner.is_held.subscribe();
    drop(held.wait_for(|is_held| !is_held).await.unwrap());
    let manner = inner.manner();
    if let Some(status) = manner.status {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let issuer = &inner.issuer;
    Json(json!({
        "issuer": manner.name.as_ref().unwrap_or(issuer),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "end_session_endpoint": format!("{issuer}/end"),
    }))
    .into_response()
}

async fn keys(State(inner): State<Arc<Inner>>) -> Json<Value> {
    let key = inner.manner().published.key();
    let jwk = Jwk::from_encoding_key(&key, Algorithm::EdDSA).unwrap();
    Json(json!({"keys": [jwk]}))
}

/// The code says all that a token has to repeat.
async fn authorize(
    State(inner): State<Arc<Inner>>,
    Query(wanted): Query<HashMap<String, String>>,
) -> Response {
    let mut back = reqwest::Url::parse(&wanted["redirect_uri"]).unwrap();
    let (name, value) = match inner.manner().error {
        Some(error) => ("error", error),
        None => ("code", wanted["nonce"].as_str()),
    };
    back.query_pairs_mut()
        .append_pair(name, value)
        .append_pair("state", &wanted["state"]);
    (StatusCode::FOUND, [(header::LOCATION, back.to_string())]).into_response()
}

async fn token(State(inner): State<Arc<Inner>>, form: String) -> Response {
    let manner = inner.manner();
    if let Some((status, error)) = manner.refusal {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, Json(json!({"error": error}))).into_response();
    }
    let form = reqwest::Url::parse(&format!("http://form/?{form}")).unwrap();
    let form: HashMap<String, String> = form.query_pairs().into_owned().collect();
    let now_s = Clock::system().now_ms() / 1000;
    let mut claims = Map::from_iter([
        ("iss".to_owned(), json!(inner.issuer)),
        ("sub".to_owned(), json!("1")),
        ("aud".to_owned(), json!("longshore")),
        // The tests' clocks go ahead.
        ("exp".to_owned(), json!(now_s + 24 * 60 * 60)),
        ("iat".to_owned(), json!(now_s)),
        ("auth_time".to_owned(), json!(now_s)),
        ("nonce".to_owned(), json!(form["code"])),
        ("preferred_username".to_owned(), json!("grace")),
    ]);
    for (name, value) in manner.claims.as_object().unwrap() {
        if value.is_null() {
            claims.remove(name);
        } else {
            claims.insert(name.clone(), value.clone());
        }
    }
    let header = Header::new(Algorithm::EdDSA);
    let signed = encode(&header, &claims, &manner.signs_with.key()).unwrap();
    Json(json!({"id_token": signed, "token_type": "Bearer"})).into_response()
}
