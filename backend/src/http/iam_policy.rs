//! `/iam-policy`: what Longshore's credentials must be allowed to do.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use shared::iam_policy;
use shared::wire::IamPolicy;

use crate::app::App;

use super::extract::Here;

/// `GET /iam-policy`. Never refused: what cannot be read is told in the notes.
pub(super) async fn show(State(app): State<Arc<App>>, Here(here): Here) -> Json<IamPolicy> {
    let (mut scope, notes) = Box::pin(here.aws.policy_scope()).await;
    scope.assumed_roles = app.environments.roles_assumed_beside(&here.name);
    Json(iam_policy::build(&scope, notes))
}
