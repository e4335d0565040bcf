//! `/environments`: where there is something to deploy to, and what administrators set of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use shared::wire::{
    About, Environment, EnvironmentCheck, EnvironmentCheckRequest, EnvironmentRequest,
    EnvironmentStart, EnvironmentState, KeptEnvironment, Listing, ProblemCode,
};
use tower_sessions::Session;

use super::access::CurrentUser;
use super::extract::{Body, Here};
use super::problem::Refusal;
use super::session::refuse_unless_fresh;
use crate::app::App;
use crate::environments::{EnvironmentError, Found};

/// `GET /about`. Needs no session: the page to sign in says whether anything there is real.
pub(super) async fn about(State(app): State<Arc<App>>) -> Json<About> {
    Json(About {
        simulated: app.environments.is_simulated(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// `GET /environments`: those that the person may see.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    user: CurrentUser,
) -> Json<Listing<Environment>> {
    let mut items = Vec::new();
    for kept in app.environments.seen_by(&user.grants) {
        items.push(shown(&app, kept).await);
    }
    Json(Listing { items, next: None })
}

async fn shown(app: &App, kept: KeptEnvironment) -> Environment {
    let account = match (kept.account, app.environments.find(&kept.name)) {
        (None, Found::Running(environment)) => environment.aws.account().await,
        (known, _) => known,
    };
    Environment {
        name: kept.name,
        account,
        region: kept.settings.region,
        simulated: app.environments.is_simulated(),
        clusters: kept.settings.clusters,
        held: match kept.state {
            EnvironmentState::Running => None,
            EnvironmentState::Held { reason } => Some(reason),
        },
    }
}

/// `GET /environments/{environment}`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Here(here): Here,
) -> Result<Json<Environment>, Refusal> {
    let kept = app.environments.kept(&here.name).ok_or_else(absent)?;
    Ok(Json(shown(&app, kept).await))
}

/// `GET /environment-settings`: all of them, with what is set.
pub(super) async fn all_settings(State(app): State<Arc<App>>) -> Json<Listing<KeptEnvironment>> {
    Json(Listing {
        items: app.environments.list(),
        next: None,
    })
}

/// `GET /environment-settings/{name}`.
pub(super) async fn settings(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<KeptEnvironment>, Refusal> {
    app.environments.kept(&name).map(Json).ok_or_else(absent)
}

/// `PUT /environment-settings/{name}`.
pub(super) async fn save(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    session: Session,
    Path(name): Path<String>,
    Body(request): Body<EnvironmentRequest>,
) -> Result<Json<KeptEnvironment>, Refusal> {
    // Otherwise a session alone could lead everybody's deployments to another account.
    refuse_unless_fresh(&app, &session).await?;
    let EnvironmentRequest {
        settings,
        base_version,
    } = request;
    let kept = app
        .environments
        .save(&name, settings, base_version, &user.name)
        .await?;
    app.ask_streams_again();
    Ok(Json(kept))
}

/// `DELETE /environment-settings/{name}`.
pub(super) async fn retire(
    State(app): State<Arc<App>>,
    user: CurrentUser,
    session: Session,
    Path(name): Path<String>,
) -> Result<StatusCode, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    app.environments.retire(&name, &user.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /environment-check`. Nothing is kept.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    Body(request): Body<EnvironmentCheckRequest>,
) -> Result<Json<EnvironmentCheck>, Refusal> {
    let EnvironmentCheckRequest { name, settings } = request;
    Ok(Json(app.environments.check(&name, &settings).await?))
}

/// `GET /environment-start`.
pub(super) async fn start(State(app): State<Arc<App>>) -> Result<Json<EnvironmentStart>, Refusal> {
    Ok(Json(app.environments.beginning().await?))
}

fn absent() -> Refusal {
    EnvironmentError::Absent.into()
}

impl From<EnvironmentError> for Refusal {
    fn from(error: EnvironmentError) -> Self {
        let words = error.to_string();
        match error {
            EnvironmentError::Absent => Self::new(ProblemCode::NotFound, words),
            EnvironmentError::Faulty(faults) => {
                let words: Vec<String> = faults.into_iter().map(|fault| fault.words).collect();
                Self::new(ProblemCode::BadRequest, words.join(" "))
            }
            EnvironmentError::Moved => Self::new(ProblemCode::EnvironmentMoved, words),
            EnvironmentError::FromCommandLine | EnvironmentError::Busy => {
                Self::new(ProblemCode::TooLate, words)
            }
            EnvironmentError::Store(error) => error.into(),
            EnvironmentError::Aws(error) => error.into(),
            EnvironmentError::Random(error) => error.into(),
        }
    }
}
