//! `/iam-policy`: what Longshore's credentials must be allowed to do.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use shared::iam_policy;
use shared::wire::IamPolicy;

use crate::app::App;

/// `GET /iam-policy`. Never refused: what cannot be read is told in the notes.
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<IamPolicy> {
    let (scope, notes) = Box::pin(app.aws.policy_scope()).await;
    Json(iam_policy::build(&scope, notes))
}
