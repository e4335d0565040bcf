//! Reading requests, with refusals in our form.

use std::sync::Arc;

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
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(of_body(&rejection)),
        }
    }
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
