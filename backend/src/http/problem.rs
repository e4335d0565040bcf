//! Refusals as RFC 9457 problems, made whole and logged in one place.

use std::error::Error;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::change::Refused;
use shared::issue::{Issue, Severity};
use shared::wire::{DraftSummary, Problem, ProblemCode, Webhook};

use crate::auth::{
    NewTokenError, OpenError, PasswordError, SecondFactorError, SessionError, SetUpCodeError,
    SignInError,
};
use crate::aws::AwsError;
use crate::random::{self, NoRandomness};
use crate::store::StoreError;

/// A refusal on its way to the browser. What went wrong inside goes to the log only. What few
/// refusals have is boxed, since every answer has the room for one.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    code: ProblemCode,
    /// Whether it could not even be read, so that nobody typed something that does not fit.
    is_unreadable: bool,
    /// How many seconds later it is worth another try, where that is less than usual.
    come_back_s: Option<u16>,
    detail: String,
    deployment: Option<Box<str>>,
    draft: Option<Box<DraftSummary>>,
    webhook: Option<Box<Webhook>>,
    missing_action: Option<Box<str>>,
    issues: Vec<Issue>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Refusal {
    pub(crate) fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            is_unreadable: false,
            come_back_s: None,
            detail: detail.into(),
            deployment: None,
            draft: None,
            webhook: None,
            missing_action: None,
            issues: Vec::new(),
            cause: None,
        }
    }

    /// The request could not be read: it is no page of ours that sent it.
    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self {
            is_unreadable: true,
            ..Self::new(ProblemCode::BadRequest, detail)
        }
    }

    /// It is worth another try so many seconds later.
    pub(super) fn come_back_in(self, seconds: u16) -> Self {
        Self {
            come_back_s: Some(seconds),
            ..self
        }
    }

    /// The documents have errors.
    pub(crate) fn invalid(issues: Vec<Issue>) -> Self {
        let errors: Vec<&Issue> = issues
            .iter()
            .filter(|issue| issue.severity == Severity::Error)
            .collect();
        let detail = match errors.as_slice() {
            [one] => one.message.clone(),
            many => format!("{} things stand in the way; see each of them.", many.len()),
        };
        Self {
            issues,
            ..Self::new(ProblemCode::Invalid, detail)
        }
    }

    /// Names the deployment that is in the way.
    pub(crate) fn because_of(self, deployment: String) -> Self {
        Self {
            deployment: Some(deployment.into()),
            ..self
        }
    }

    /// Shows the draft as somebody else saved it.
    pub(crate) fn with_draft(self, draft: DraftSummary) -> Self {
        Self {
            draft: Some(Box::new(draft)),
            ..self
        }
    }

    /// Shows the webhook as somebody else set it.
    pub(crate) fn with_webhook(self, webhook: Webhook) -> Self {
        Self {
            webhook: Some(Box::new(webhook)),
            ..self
        }
    }

    /// Keeps for the log why it is so.
    pub(super) fn because(self, cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..self
        }
    }

    /// What nobody can help who asked.
    pub(super) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        let refusal = if StoreError::is_unreachable(&cause) {
            Self::new(
                ProblemCode::DatabaseUnreachable,
                "The database does not answer, or is too busy to. Try again in a moment; if you were saving something, look first whether it is there.",
            )
        } else {
            Self::new(
                ProblemCode::Internal,
                "A mistake of ours. Try again in a moment; if it stays, give the request's id to whoever runs Longshore.",
            )
        };
        refusal.because(cause)
    }

    /// With the status that the answer has: axum's own for what did not come as far as a handler.
    fn problem(&self, request_id: &str, status: StatusCode) -> Problem {
        let (_, title) = kind(self.code);
        let title = if self.is_unreadable {
            "The request could not be read"
        } else {
            title
        };
        let code = serde_json::to_value(self.code).unwrap_or_default();
        Problem {
            problem_type: format!(
                "urn:longshore:problem:{}",
                code.as_str().unwrap_or_default()
            ),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.detail.clone(),
            code: self.code,
            instance: Some(format!("urn:longshore:request:{request_id}")),
            deployment: self.deployment.as_deref().map(str::to_owned),
            draft: self.draft.as_deref().cloned(),
            webhook: self.webhook.as_deref().cloned(),
            missing_action: self.missing_action.as_deref().map(str::to_owned),
            errors: self.issues.clone(),
        }
    }
}

fn kind(code: ProblemCode) -> (StatusCode, &'static str) {
    match code {
        ProblemCode::BadRequest => (StatusCode::BAD_REQUEST, "That does not fit"),
        ProblemCode::SignedOut => (StatusCode::UNAUTHORIZED, "Nobody is signed in"),
        ProblemCode::WrongCredentials => (StatusCode::UNAUTHORIZED, "It does not fit"),
        ProblemCode::CodeNeeded => (StatusCode::UNAUTHORIZED, "A code is asked for"),
        ProblemCode::ConfirmIdentity => (StatusCode::FORBIDDEN, "Show once more who you are"),
        ProblemCode::Forbidden => (StatusCode::FORBIDDEN, "Not allowed"),
        ProblemCode::NotFound => (StatusCode::NOT_FOUND, "There is no such thing"),
        ProblemCode::BaseMoved => (StatusCode::CONFLICT, "Somebody was faster"),
        ProblemCode::AlreadyDeploying => (StatusCode::CONFLICT, "A deployment is running"),
        ProblemCode::TooLate => (StatusCode::CONFLICT, "Too late"),
        ProblemCode::ChangeMoved => (StatusCode::CONFLICT, "The change has moved"),
        ProblemCode::NeedsApproval => (StatusCode::CONFLICT, "Approvals are missing"),
        ProblemCode::Frozen => (StatusCode::CONFLICT, "Nothing is deployed at the moment"),
        ProblemCode::PolicyMoved => (StatusCode::CONFLICT, "Somebody else set the policy"),
        ProblemCode::EnvironmentMoved => (
            StatusCode::CONFLICT,
            "Somebody else changed the environment",
        ),
        ProblemCode::WebhookMoved => (StatusCode::CONFLICT, "Somebody else set the webhook"),
        ProblemCode::NoEmail => (StatusCode::BAD_GATEWAY, "No e-mail is sent"),
        ProblemCode::ProviderUnreachable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The identity provider did not answer",
        ),
        ProblemCode::ProviderFailed => (
            StatusCode::BAD_GATEWAY,
            "The identity provider's answer can't be used",
        ),
        ProblemCode::EnvironmentHeld => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The environment is not at work",
        ),
        ProblemCode::DraftMoved => (StatusCode::CONFLICT, "Somebody else saved the draft"),
        ProblemCode::AlreadyExists => (StatusCode::CONFLICT, "It is there already"),
        ProblemCode::LastAdministrator => (StatusCode::CONFLICT, "The last administrator stays"),
        ProblemCode::Invalid => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The documents have errors",
        ),
        ProblemCode::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Too large"),
        ProblemCode::TooMany => (StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
        ProblemCode::AwsRefused => (StatusCode::BAD_GATEWAY, "AWS refused"),
        ProblemCode::AwsUnreachable => (StatusCode::SERVICE_UNAVAILABLE, "AWS did not answer"),
        ProblemCode::DatabaseUnreachable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The database did not answer",
        ),
        ProblemCode::Internal => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Longshore could not do it",
        ),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = kind(self.code).0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<NoRandomness> for Refusal {
    fn from(error: NoRandomness) -> Self {
        Self::internal(error)
    }
}

impl From<SessionError> for Refusal {
    fn from(error: SessionError) -> Self {
        Self::internal(error)
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::new(
                ProblemCode::WrongCredentials,
                "The name or the password is wrong. Check both; capitals count.",
            ),
            SignInError::TooMany => Self::new(
                ProblemCode::TooMany,
                "Too many attempts to sign in. Wait ten minutes, then try again.",
            ),
            SignInError::CodeNeeded => Self::new(
                ProblemCode::CodeNeeded,
                "Type the code that your authenticator shows, or a recovery code.",
            ),
            SignInError::WrongCode => Self::new(
                ProblemCode::WrongCredentials,
                "The code is wrong, or was used before. Wait for the next one; check the clock of your device.",
            ),
            SignInError::PasswordsClosed => Self::new(
                ProblemCode::Forbidden,
                "People sign in at the identity provider here: use its button. Only whom the operator lets in with `longshore user break-glass` signs in with a password; then the name or the password is wrong.",
            ),
            SignInError::Store(_) | SignInError::Random(_) => Self::internal(error),
        }
    }
}

impl From<PasswordError> for Refusal {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Internal => Self::internal(error),
            fault => Self::new(ProblemCode::BadRequest, sentence(&fault)),
        }
    }
}

/// Why nobody gets the name of an account that is gone, and the way out.
pub(super) const NAME_GIVEN_BEFORE: &str = "Somebody had this name, with the same or other capitals, and the account was removed. What they wrote and approved stays theirs, so the name is never given again. Choose another.";

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Over => Self::new(
                ProblemCode::NotFound,
                "Longshore is set up: there is an administrator. Sign in, or ask them for an account.",
            ),
            OpenError::NameTaken => Self::new(
                ProblemCode::AlreadyExists,
                "Somebody has this name, with the same or other capitals. Choose another; the code is still good.",
            ),
            OpenError::WrongCode => Self::new(
                ProblemCode::WrongCredentials,
                "The code does not fit, was used, or is older than a day. Check it; if it stays, have another one made: a set-up code by starting Longshore anew, any other by an administrator.",
            ),
            OpenError::NameGivenBefore => Self::new(ProblemCode::AlreadyExists, NAME_GIVEN_BEFORE),
            OpenError::Name(unfit) => Self::new(ProblemCode::BadRequest, sentence(&unfit)),
            OpenError::Password(error) => error.into(),
            OpenError::SignIn(error) => error.into(),
            OpenError::Store(error) => error.into(),
        }
    }
}

impl From<SetUpCodeError> for Refusal {
    fn from(error: SetUpCodeError) -> Self {
        Self::internal(error)
    }
}

impl From<SecondFactorError> for Refusal {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::AlreadyOn => Self::new(
                ProblemCode::AlreadyExists,
                "A second factor is on already. Turn it off before you set up another.",
            ),
            SecondFactorError::NotBegun => Self::new(
                ProblemCode::NotFound,
                "No second factor is being set up. Begin anew.",
            ),
            SecondFactorError::WrongCode => Self::new(
                ProblemCode::BadRequest,
                "The code does not fit. Type the one that the authenticator shows now; check the clock of your device.",
            ),
            other => Self::internal(other),
        }
    }
}

impl From<NewTokenError> for Refusal {
    fn from(error: NewTokenError) -> Self {
        match error {
            NewTokenError::Store(_) | NewTokenError::Random(_) => Self::internal(error),
            fault => Self::new(ProblemCode::BadRequest, sentence(&fault)),
        }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let code = match refused {
            Refused::NotTheirs(_) => ProblemCode::Forbidden,
            Refused::Moved(_) => ProblemCode::ChangeMoved,
            Refused::TooLate(_) => ProblemCode::TooLate,
            Refused::Unapproved(_) => ProblemCode::NeedsApproval,
            Refused::Frozen(_) => ProblemCode::Frozen,
            Refused::Unfit(_) => ProblemCode::BadRequest,
        };
        Self::new(code, refused.to_string())
    }
}

/// What is told of a body that is too large, by the sizes that the routes' table and the router set.
pub(super) const TOO_LARGE: &str = "The body is larger than is taken here: 12 MB for a draft, 1 MB for documents to be planned, 64 kB for anything else. Leave out what does not belong there.";
/// So many seconds later guesses are counted anew.
const TOO_MANY_S: u16 = 600;

/// AWS's codes for what it cannot make sense of.
const UNREADABLE: [&str; 6] = [
    "InvalidNextToken",
    "InvalidNextTokenException",
    "InvalidPaginationToken",
    "InvalidParameterException",
    "InvalidParameterValue",
    "ValidationException",
];

impl From<AwsError> for Refusal {
    fn from(error: AwsError) -> Self {
        let code = match &error {
            error if error.is_retryable() => ProblemCode::AwsUnreachable,
            // What was asked for names something that is not there, or makes no sense to AWS: that
            // is a fault of the request, and not of anything between us and AWS.
            AwsError::Refused { code, .. } if code.ends_with("NotFoundException") => {
                ProblemCode::NotFound
            }
            AwsError::Refused { code, .. } if UNREADABLE.contains(&code.as_str()) => {
                ProblemCode::BadRequest
            }
            _ => ProblemCode::AwsRefused,
        };
        let missing_action = error.missing_action().map(Box::from);
        Self {
            detail: error.words(),
            missing_action,
            cause: Some(Arc::new(error)),
            ..Self::new(code, "")
        }
    }
}

/// The code and the words of an answer that refuses what somebody wanted to do; nothing for other
/// answers, and, where the request was let in at all, for what could not be read or is not there,
/// and for one stream too many.
pub(super) fn refused(answer: &Response, was_let_in: bool) -> Option<(ProblemCode, String)> {
    let refusal = answer.extensions().get::<Refusal>()?;
    if was_let_in && refusal.come_back_s.is_some() {
        return None;
    }
    let is_refusal = matches!(
        refusal.code,
        ProblemCode::Forbidden
            | ProblemCode::NeedsApproval
            | ProblemCode::Frozen
            | ProblemCode::ChangeMoved
            | ProblemCode::TooLate
            | ProblemCode::TooMany
    );
    (is_refusal || !was_let_in).then(|| (refusal.code, refusal.detail.clone()))
}

/// Answers a path of the API that there is none of.
pub(super) async fn no_such_path() -> Refusal {
    Refusal::new(
        ProblemCode::NotFound,
        "The API has no such path; check the address.",
    )
}

/// Gives each request an id, makes refusals whole, and logs what went wrong, once.
pub(super) async fn finish(request: Request, next: Next) -> Response {
    let id = random::identifier().unwrap_or_default();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let is_api = path.starts_with("/api/");
    let mut response = next.run(request).await;
    let refusal = match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => Some(refusal),
        None if is_api => of_bare_status(response.status()),
        None => None,
    };
    if let Some(refusal) = refusal {
        let status = response.status();
        if status.is_server_error() {
            let cause = refusal.cause.as_deref().map(chain).unwrap_or_default();
            tracing::error!(request.id = %id, %method, path, %status, cause, "request failed");
        } else {
            tracing::info!(request.id = %id, %method, path, %status, code = ?refusal.code, "request refused");
        }
        let body = serde_json::to_vec(&refusal.problem(&id, status)).unwrap_or_default();
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if refusal.code == ProblemCode::TooMany {
            let seconds = refusal.come_back_s.unwrap_or(TOO_MANY_S);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        *response.body_mut() = Body::from(body);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// What axum and its layers refuse without words of their own.
fn of_bare_status(status: StatusCode) -> Option<Refusal> {
    let (code, detail) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            return Some(Refusal::unreadable(
                "The path is there, but not with this method. Use one that the header `Allow` names.",
            ));
        }
        StatusCode::REQUEST_TIMEOUT => {
            return Some(Refusal::unreadable(
                "The body of the request did not arrive in time, so nothing was done. Send it again.",
            ));
        }
        StatusCode::PAYLOAD_TOO_LARGE => (ProblemCode::TooLarge, TOO_LARGE),
        StatusCode::GATEWAY_TIMEOUT => (
            ProblemCode::AwsUnreachable,
            "AWS took longer than a minute to answer. Try again.",
        ),
        status if status.is_client_error() => {
            return Some(Refusal::unreadable("The request could not be read."));
        }
        _ => return None,
    };
    Some(Refusal::new(code, detail))
}

/// An error's words as a sentence.
pub(super) fn sentence(error: &dyn Error) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}

/// An error with all that led to it, for the log.
pub(crate) fn chain(error: &(dyn Error + Send + Sync)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
