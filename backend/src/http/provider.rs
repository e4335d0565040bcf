//! `/provider`: to the identity provider and back.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use shared::audit::{Outcome, Via};
use shared::wire::{ProblemCode, ProviderAddress, ProviderSignIn};
use tower_sessions::Session;
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

use super::access;
use super::deed::{Done, tell_from};
use super::extract::{Body, Search};
use super::problem::Refusal;
use super::{client, headers, session};
use crate::app::{App, Settings};
use crate::auth::{self, AskError, Beginning, Journey, Provider, ProviderError, Returned};
use crate::store::acting_from;

/// A sign-in at the provider may take so long.
const LASTS: Duration = Duration::minutes(10);

/// `POST /provider`.
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    session: Session,
    headers: HeaderMap,
    Body(wanted): Body<ProviderSignIn>,
) -> Result<Response, Refusal> {
    let provider = provider(&app)?;
    let handle = auth::handle(&session).await?;
    let journey = Journey::begin(wanted.again, handle, wanted.next.as_deref())?;
    let url = provider
        .address(&app.clock, &journey, &callback(&app, &headers))
        .await
        .map_err(|error| not_begun(provider, error))?;
    let mut response = Json(ProviderAddress { url }).into_response();
    set_cookie(&app.settings, &mut response, journey.cookie(), LASTS);
    Ok(response)
}

/// `GET /provider/callback`. What goes wrong is told by a code in the address, never by words.
pub(super) async fn come_back(
    State(app): State<Arc<App>>,
    session: Session,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    returned: Result<Search<Returned>, Refusal>,
) -> Result<Response, Refusal> {
    let provider = provider(&app)?;
    // A browser shows whatever comes of this, and problems are for programs.
    let returned = returned.map_or_else(|_| Returned::default(), |Search(returned)| returned);
    let since_ms = app.clock.now_ms();
    let journey = cookie(&app.settings, &headers).and_then(|cookie| Journey::of_cookie(&cookie));
    let came = match &journey {
        Some(journey) => {
            let callback = callback(&app, &headers);
            let origin = access::origin(&app, Via::Session, peer, &headers);
            let take_in = provider.take_in(&app.store, &app.clock, journey, returned, &callback);
            acting_from(origin, take_in).await
        }
        None => Err(ProviderError::NotBegun),
    };
    let place = match (came, journey) {
        (Ok(came), Some(journey)) => {
            let beginning = Beginning {
                name: came.user.name.clone(),
                since_ms,
                confirmed_at_ms: came.confirmed_at_ms,
                address: client::address(peer, &headers, &app.settings),
                browser: session::browser(&headers),
                from_provider: true,
            };
            auth::start(&session, beginning).await?;
            if let Some(handle) = &journey.handle {
                app.store.end_session(&came.user.name, handle).await?;
            }
            tell_from(
                &app,
                access::origin(&app, Via::Session, peer, &headers),
                Outcome::Done,
                Done {
                    who: &came.user.name,
                    action: "session.begun",
                    about: &came.user.name,
                    detail: json!({"by": "provider"}),
                },
            )
            .await?;
            journey.next
        }
        (Err(error), journey) => {
            let issuer = provider.issuer();
            tracing::warn!(issuer, error = %words(&error), "nobody came in from the provider");
            tell_from(
                &app,
                access::origin(&app, Via::Session, peer, &headers),
                Outcome::Refused,
                Done {
                    who: "",
                    action: "session.begun",
                    about: "",
                    detail: json!({"why": problem(&error), "by": "provider"}),
                },
            )
            .await?;
            page_of_failure(&error, journey.as_ref())
        }
        (Ok(_), None) => "/sign-in".to_owned(),
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    set_cookie(&app.settings, &mut response, String::new(), Duration::ZERO);
    Ok(response)
}

/// Where somebody who signs out goes on to end the provider's session.
pub(super) fn farewell(app: &App, headers: &HeaderMap) -> Option<String> {
    let provider = app.provider.as_ref()?;
    let back = format!("{}/sign-in", base(app, headers));
    provider.farewell(&back)
}

fn provider(app: &App) -> Result<&Provider, Refusal> {
    app.provider.as_ref().ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotFound,
            "No identity provider is set. Sign in with a password.",
        )
    })
}

/// Why nobody is sent to the provider. It is the provider's trouble, not a mistake of ours.
fn not_begun(provider: &Provider, error: ProviderError) -> Refusal {
    let issuer = provider.issuer();
    match error {
        ProviderError::Ask(error) if error.is_passing() => Refusal::new(
            ProblemCode::ProviderUnreachable,
            format!(
                "The identity provider at {issuer} does not answer. Try again; if it stays away, whoever runs Longshore lets people in by their passwords, with `longshore user break-glass NAME`."
            ),
        )
        .because(error),
        ProviderError::Ask(error) => Refusal::new(
            ProblemCode::ProviderFailed,
            format!(
                "The identity provider at {issuer} cannot be used: {error}. Tell whoever runs Longshore; they let people in by their passwords meanwhile, with `longshore user break-glass NAME`."
            ),
        )
        .because(error),
        other => Refusal::internal(other),
    }
}

/// The page that tells why nobody came in. Who was to show once more who they are has a session,
/// and goes on from there.
fn page_of_failure(error: &ProviderError, journey: Option<&Journey>) -> String {
    let problem = problem(error);
    match journey {
        Some(journey) if journey.again => {
            let parameters = [("problem", problem), ("next", &journey.next)];
            format!("/sign-in?{}", auth::form(&parameters))
        }
        _ => format!("/sign-in?problem={problem}"),
    }
}

/// What pages tell people; the codes are theirs, and stable.
fn problem(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::NotBegun => "sign-in-expired",
        // OpenID Connect Core, section 3.1.2.6, and RFC 6749, section 4.1.2.1.
        ProviderError::Refused(error) => match error.as_str() {
            "server_error" | "temporarily_unavailable" => "provider-away",
            "invalid_request"
            | "invalid_scope"
            | "unauthorized_client"
            | "unsupported_response_type" => "provider-unset",
            _ => "provider-refused",
        },
        ProviderError::Closed => "account-closed",
        ProviderError::Ask(AskError::Client { .. } | AskError::OtherIssuer(_))
        | ProviderError::Algorithm(_) => "provider-unset",
        ProviderError::Ask(error) if error.is_passing() => "provider-away",
        ProviderError::NoAuthTime => "provider-no-auth-time",
        ProviderError::NotAsked(_) => "provider-not-asked",
        ProviderError::Untimely(_) => "provider-clock",
        ProviderError::Ask(_)
        | ProviderError::Wrong(_)
        | ProviderError::Unsigned
        | ProviderError::Claims(_)
        | ProviderError::Store(_)
        | ProviderError::Random(_) => "provider-failed",
    }
}

fn callback(app: &App, headers: &HeaderMap) -> String {
    format!("{}/api/v1/provider/callback", base(app, headers))
}

/// The address that the browser reaches us by. The name in it is one of ours, see `guard`.
fn base(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.settings.public_url {
        url.trim_end_matches('/').to_owned()
    } else {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        format!("http://{}", host.unwrap_or_default())
    }
}

fn cookie_name(settings: &Settings) -> &'static str {
    if headers::is_https(settings) {
        "__Host-longshore-provider"
    } else {
        "longshore-provider"
    }
}

/// The cookie comes along when another site, the provider, sends the browser here; the session's
/// never does.
fn set_cookie(settings: &Settings, response: &mut Response, value: String, lasts: Duration) {
    let cookie = Cookie::build((cookie_name(settings), value))
        .path("/")
        .http_only(true)
        .secure(headers::is_https(settings))
        .same_site(SameSite::Lax)
        .max_age(lasts)
        .build();
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn cookie(settings: &Settings, headers: &HeaderMap) -> Option<String> {
    let name = cookie_name(settings);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

fn words(error: &ProviderError) -> String {
    super::problem::chain(error)
}
