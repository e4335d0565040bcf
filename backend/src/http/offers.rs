//! `/offers`, `/readability`, `/parameters`: what forms let people choose from, whether it can be
//! read, and how it comes to be.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use shared::audit::Outcome;
use shared::wire::{
    KeptEnvironment, Listing, Offer, OfferKind, OfferQuery, Parameter, ParameterWrite, ProblemCode,
    Readability, ReadabilityRequest,
};
use tower_sessions::Session;

use super::access::{self, CurrentUser};
use super::extract::{At, Body, Here, Search};
use super::problem::Refusal;
use crate::app::App;
use crate::aws::{OffersError, ParameterWriteError};
use crate::environments::Environment;
use crate::store::Deed;

/// So many references are asked about at once.
const REFERENCES: usize = 100;

/// `GET /offers/{kind}`.
pub(super) async fn list(
    Here(here): Here,
    At([kind]): At<1>,
    Search(query): Search<OfferQuery>,
) -> Result<Json<Listing<Offer>>, Refusal> {
    let kind = OfferKind::find(&kind).ok_or_else(|| {
        let kinds = OfferKind::ALL.map(OfferKind::as_str).join(", ");
        Refusal::new(
            ProblemCode::NotFound,
            format!("There are no offers of this kind. The kinds are {kinds}."),
        )
    })?;
    Ok(Json(here.aws.offers(kind, &query).await?))
}

/// `POST /readability`.
pub(super) async fn readability(
    Here(here): Here,
    Body(request): Body<ReadabilityRequest>,
) -> Result<Json<Vec<Readability>>, Refusal> {
    if request.value_from.len() > REFERENCES {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "Ask about 100 secrets and parameters at most.",
        ));
    }
    if !request.role.starts_with("arn:") {
        return Err(Refusal::new(
            ProblemCode::BadRequest,
            "Give the role by its ARN.",
        ));
    }
    let told = here
        .aws
        .readability(&request.role, &request.value_from)
        .await;
    Ok(Json(told))
}

/// `PUT /parameters`. The body is read here, because the usual refusal repeats what it finds wrong.
pub(super) async fn write_parameter(
    State(app): State<Arc<App>>,
    Here(here): Here,
    user: CurrentUser,
    session: Session,
    body: Bytes,
) -> Result<Json<Parameter>, Refusal> {
    // What tasks start with from now on is as good as a deployment.
    access::ensure_fresh(&app, &here, &user, &session).await?;
    let write: ParameterWrite = serde_json::from_slice(&body).map_err(|_| {
        Refusal::unreadable(
            "The body could not be read: send `name`, `parameter_type` and `value`, and what else there is to say.",
        )
    })?;
    if write.rotate {
        ensure_nobody_is_passed_by(&app, &here).await?;
    }
    let written = here.aws.write_parameter(&write).await?;
    tracing::info!(
        user = %user.name,
        parameter = %written.name,
        version = written.version,
        rotated = write.rotate,
        "a parameter was written"
    );
    let deed = Deed {
        at_ms: app.clock.now_ms(),
        who: user.name.clone(),
        action: "parameter.written".to_owned(),
        outcome: Outcome::Done,
        environment: here.name.clone(),
        subject: format!("parameter {}", written.name),
        detail: serde_json::json!({"version": written.version, "rotated": write.rotate}),
    };
    app.store.tell(deed).await?;
    Ok(Json(written))
}

/// Another value of what is there reaches tasks that start past every review. Environments of one
/// account and region have the same parameters.
async fn ensure_nobody_is_passed_by(app: &App, here: &Environment) -> Result<(), Refusal> {
    let all = app.environments.list();
    let own = all.iter().find(|one| one.name == here.name);
    let shares = |one: &KeptEnvironment| {
        let has_same = own.is_some_and(|own| {
            one.account == own.account && one.settings.region == own.settings.region
        });
        one.name == here.name || (one.account.is_some() && has_same)
    };
    for one in all.iter().filter(|one| shares(one)) {
        let kept = app.store.policy(&one.name, app.clock.now_ms()).await?;
        if kept.policy.review.approvals > 0 {
            return Err(Refusal::new(
                ProblemCode::NeedsApproval,
                "An environment of this account and region asks for approvals, and another value would reach its tasks without any. Create a parameter of another name, and propose a change that names it.",
            ));
        }
    }
    Ok(())
}

impl From<OffersError> for Refusal {
    fn from(error: OffersError) -> Self {
        match error {
            OffersError::OfNothing(what) => Self::new(
                ProblemCode::BadRequest,
                format!("Say in `of` what the offers belong to: {what}."),
            ),
            OffersError::Aws(error) => error.into(),
        }
    }
}

impl From<ParameterWriteError> for Refusal {
    fn from(error: ParameterWriteError) -> Self {
        match error {
            ParameterWriteError::Invalid(words) => Self::new(ProblemCode::BadRequest, words),
            ParameterWriteError::Exists(name) => Self::new(
                ProblemCode::AlreadyExists,
                format!(
                    "There is a parameter {name} already. Give it another value instead, or choose another name."
                ),
            ),
            ParameterWriteError::Missing(name) => Self::new(
                ProblemCode::NotFound,
                format!("There is no parameter {name}. Create it first."),
            ),
            ParameterWriteError::OtherType(kind) => Self::new(
                ProblemCode::BadRequest,
                format!(
                    "The parameter is a {kind}, and a parameter keeps its type. Create another one."
                ),
            ),
            ParameterWriteError::Aws(error) => error.into(),
        }
    }
}
