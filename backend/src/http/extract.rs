//! Reading requests, with refusals in our form.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::request::Parts;
use axum::{Extension, Json};
use serde::de::DeserializeOwned;
use shared::wire::ProblemCode;

use super::access::{Asker, CurrentUser};
use super::problem::{Refusal, TOO_LARGE};
use crate::environments::{Environment, EnvironmentError};

/// A body of JSON.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state)
            .await
            .map_err(|rejection| of_body(&JsonRejection::BytesRejection(rejection)))?;
        if holds_nul(&bytes) {
            return Err(Refusal::unreadable(
                "A text in the body holds the character NUL (`\\u0000`), which no text here can hold. Take it out.",
            ));
        }
        let request = Request::from_parts(parts, bytes.into());
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(of_body(&rejection)),
        }
    }
}

/// Whether a text in a body of JSON holds NUL, which PostgreSQL cannot keep. A document within a
/// text has its own escapes, whose backslashes are escaped here.
fn holds_nul(body: &[u8]) -> bool {
    let Ok(mut rest) = std::str::from_utf8(body) else {
        return false;
    };
    while let Some((before, after)) = rest.split_once("u0000") {
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        if backslashes % 2 == 1 {
            return true;
        }
        rest = after;
    }
    false
}

fn of_body(rejection: &JsonRejection) -> Refusal {
    if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Refusal::new(ProblemCode::TooLarge, TOO_LARGE);
    }
    Refusal::unreadable(format!("The body could not be read: {rejection}."))
}

/// The part of the address after `?`.
pub(super) struct Search<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Search<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Query::<T>::from_request_parts(parts, state)
            .await
            .map(|Query(search)| Self(search))
            .map_err(|rejection: QueryRejection| {
                Refusal::unreadable(format!("The address could not be read: {rejection}."))
            })
    }
}

/// The parts of the address that the route has in braces, in their order, without the
/// environment, which is [`Here`].
pub(super) struct At<const N: usize>(pub(super) [String; N]);

impl<S: Send + Sync, const N: usize> FromRequestParts<S> for At<N> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let absent = || {
            Refusal::new(
                ProblemCode::NotFound,
                "The address could not be read. Look it up in the list that it is from.",
            )
        };
        let named = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| absent())?;
        let values: Vec<String> = named
            .iter()
            .filter(|(name, _)| *name != "environment")
            .map(|(_, value)| value.to_owned())
            .collect();
        values.try_into().map(Self).map_err(|_| absent())
    }
}

/// The environment that the address names; there only where the router asks for a role in it.
pub(super) struct Here(pub(super) Arc<Environment>);

impl<S: Send + Sync> FromRequestParts<S> for Here {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Extension::<Arc<Environment>>::from_request_parts(parts, state)
            .await
            .map(|Extension(environment)| Self(environment))
            .map_err(|_| EnvironmentError::Absent.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Extension::<Self>::from_request_parts(parts, state)
            .await
            .map(|Extension(user)| user)
            .map_err(|_| Refusal::new(ProblemCode::SignedOut, "Nobody is signed in. Sign in."))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Extension::<Self>::from_request_parts(parts, state)
            .await
            .map(|Extension(asker)| asker)
            .map_err(|_| Refusal::new(ProblemCode::SignedOut, "Nobody is signed in. Sign in."))
    }
}

#[cfg(test)]
mod tests {
    use super::holds_nul;

    #[test]
    fn nul_is_found_where_it_is_one() {
        for body in [
            r#"{"name":"a\u0000b"}"#,
            r#"["\\\u0000"]"#,
            r#"["u0000","\u0000"]"#,
        ] {
            assert!(holds_nul(body.as_bytes()), "{body}");
        }
        // The name of the escape, and a document within a text.
        for body in [r#"["u0000"]"#, r#"["{\"a\":\"\\u0000\"}"]"#, r#"["\u00001"#] {
            let is_nul = body.contains("00001");
            assert_eq!(holds_nul(body.as_bytes()), is_nul, "{body}");
        }
        assert!(!holds_nul(&[0xff, 0]));
    }
}
