//! What can go wrong with a call to AWS, told apart by what to do about it.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// AWS did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AwsError {
    /// It refused: the same call would be refused again.
    #[error("AWS refused {operation} ({code}): {message}")]
    Refused {
        /// Such as `CreateService`.
        operation: &'static str,
        /// AWS's error code.
        code: String,
        /// AWS's words.
        message: String,
    },
    /// We may not.
    #[error("AWS does not allow {action} to Longshore's credentials: {message}")]
    NotAllowed {
        /// Such as `CreateService`.
        operation: &'static str,
        /// The IAM action that is missing.
        action: String,
        /// AWS's error code.
        code: String,
        /// AWS's words.
        message: String,
    },
    /// It did not take the signature, because the clocks differ; nothing was done. The SDK signs by
    /// the time that AWS told with the refusal from then on.
    #[error("AWS refused {operation}, because this machine's clock differs from AWS's: {message}")]
    WrongClock {
        /// Such as `CreateService`.
        operation: &'static str,
        /// AWS's error code.
        code: String,
        /// AWS's words.
        message: String,
    },
    /// Too many calls, by us or by others in the account.
    #[error("AWS throttled {operation}: {message}")]
    Throttled {
        /// Such as `CreateService`.
        operation: &'static str,
        /// AWS's error code.
        code: String,
        /// AWS's words.
        message: String,
    },
    /// It was not sent, because another agent may work on the deployment now.
    #[error("{operation} was not sent, because another Longshore may work on the deployment now")]
    Held {
        /// Such as `CreateService`.
        operation: &'static str,
    },
    /// It failed inside, or no answer came; what was asked may have been done or not.
    #[error("AWS gave no clear answer to {operation}: {message}")]
    Unclear {
        /// Such as `CreateService`.
        operation: &'static str,
        /// AWS's error code, where one came.
        code: Option<String>,
        /// What happened.
        message: String,
    },
}

const THROTTLING: [&str; 7] = [
    "ThrottlingException",
    "Throttling",
    "ThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "RequestThrottled",
    "RequestThrottledException",
];

/// What AWS says when a policy does not allow an action.
const DENIED: [&str; 3] = [
    "AccessDeniedException",
    "AccessDenied",
    "UnauthorizedOperation",
];

/// What AWS says when it does not take the credentials.
const NOT_WHO_WE_SAY: [&str; 7] = [
    "AuthFailure",
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "ExpiredToken",
    "ExpiredTokenException",
];

/// What AWS says when a signature is of another time, and only then.
const ANOTHER_TIME: [&str; 3] = [
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
];

/// How AWS's words begin when a signature that does not fit is one of another time. Source: "Troubleshoot
/// Signature Version 4 signing for AWS API requests" in IAM's user guide.
const SIGNED_AT_ANOTHER_TIME: [&str; 2] = ["Signature expired", "Signature not yet current"];

/// Whether AWS refused because the clocks differ.
fn is_of_another_time(code: &str, message: &str) -> bool {
    ANOTHER_TIME.contains(&code)
        || (NOT_WHO_WE_SAY.contains(&code)
            && SIGNED_AT_ANOTHER_TIME
                .iter()
                .any(|words| message.starts_with(words)))
}

impl AwsError {
    /// Tells an SDK error apart.
    pub(super) fn of<E>(
        service: &str,
        operation: &'static str,
        error: &SdkError<E, HttpResponse>,
    ) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let SdkError::ServiceError(context) = error else {
            return Self::Unclear {
                operation,
                code: None,
                message: match error.raw_response() {
                    Some(answer) => {
                        format!(
                            "HTTP status {}, {}",
                            answer.status().as_u16(),
                            reasons(error)
                        )
                    }
                    None => reasons(error),
                },
            };
        };
        let status = context.raw().status().as_u16();
        let code = context.err().code().map(str::to_owned);
        let message = context
            .err()
            .message()
            .unwrap_or("no reason given")
            .to_owned();
        match code {
            Some(code) if THROTTLING.contains(&code.as_str()) => Self::Throttled {
                operation,
                code,
                message,
            },
            Some(code) if is_of_another_time(&code, &message) => Self::WrongClock {
                operation,
                code,
                message,
            },
            Some(code)
                if DENIED.contains(&code.as_str()) || NOT_WHO_WE_SAY.contains(&code.as_str()) =>
            {
                Self::NotAllowed {
                    operation,
                    action: format!("{service}:{operation}"),
                    code,
                    message,
                }
            }
            Some(code) if status < 500 => Self::Refused {
                operation,
                code,
                message,
            },
            code => Self::Unclear {
                operation,
                code,
                message: format!("HTTP status {status}, {message}"),
            },
        }
    }

    pub(super) fn nonsense(operation: &'static str, message: impl Into<String>) -> Self {
        Self::Unclear {
            operation,
            code: None,
            message: message.into(),
        }
    }

    /// AWS's error code, where one came.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. }
            | Self::NotAllowed { code, .. }
            | Self::WrongClock { code, .. }
            | Self::Throttled { code, .. } => Some(code),
            Self::Unclear { code, .. } => code.as_deref(),
            Self::Held { .. } => None,
        }
    }

    /// Whether AWS says that there is no such cluster, and so nothing that was in it.
    pub fn is_cluster_gone(&self) -> bool {
        self.code() == Some("ClusterNotFoundException")
    }

    /// The IAM action that the credentials lack, where that is why.
    pub fn missing_action(&self) -> Option<&str> {
        match self {
            Self::NotAllowed { action, code, .. } if DENIED.contains(&code.as_str()) => {
                Some(action)
            }
            Self::Refused { .. }
            | Self::NotAllowed { .. }
            | Self::WrongClock { .. }
            | Self::Throttled { .. }
            | Self::Held { .. }
            | Self::Unclear { .. } => None,
        }
    }

    /// Whether trying again later may help.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::WrongClock { .. } | Self::Throttled { .. } | Self::Unclear { .. } => true,
            Self::Refused { .. } | Self::NotAllowed { .. } | Self::Held { .. } => false,
        }
    }

    /// Whether AWS turns a call away with a code before it looks at what is asked.
    pub fn turns_away(code: &str) -> bool {
        THROTTLING.contains(&code)
            || DENIED.contains(&code)
            || NOT_WHO_WE_SAY.contains(&code)
            || ANOTHER_TIME.contains(&code)
    }

    /// Whether it tells that somebody else has made what was to be made.
    pub fn is_of_others(&self) -> bool {
        matches!(self, Self::Refused { message, .. } if is_of_another_creation(message))
    }

    /// Whether what was asked may have been done all the same.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::Unclear { .. })
    }

    /// What to tell people: what happened, and the way out where we know one.
    pub fn words(&self) -> String {
        // AWS's words end as they like.
        let said = self.to_string();
        let said = said.trim_end_matches(['.', ' ']);
        match self {
            Self::Refused { message, .. } if is_of_deregistered(message) => format!(
                "{said}. Somebody has deregistered the revision. Make a new plan, which registers or names another, look at it, and deploy that."
            ),
            Self::Refused { message, .. } if is_of_another_creation(message) => format!(
                "{said}. There is a service of that name already: somebody has created it since the plan was made. Make a new plan, look at it, and deploy that."
            ),
            Self::Refused { code, .. } => match way_out(code) {
                Some(way_out) => format!("{said}. {way_out}"),
                None => format!("{said}."),
            },
            Self::NotAllowed { action, code, .. } => match code.as_str() {
                "ExpiredToken" | "ExpiredTokenException" => format!(
                    "{said}. The credentials have expired; sign in to AWS again (`aws sso login`) or renew them."
                ),
                "UnrecognizedClientException" | "InvalidClientTokenId" | "AuthFailure" => format!(
                    "{said}. AWS does not know the access key; check the credentials and the region."
                ),
                "InvalidSignatureException" | "SignatureDoesNotMatch" => format!(
                    "{said}. The signature does not fit; check the secret access key and the clock of this machine."
                ),
                _ => format!(
                    "{said}. Allow the action {action} in the IAM policy of the role that Longshore runs as."
                ),
            },
            Self::WrongClock { .. } => format!(
                "{said}. Longshore goes by AWS's time now and tries again; set the clock of this machine right."
            ),
            Self::Throttled { .. } => {
                format!(
                    "{said}. The limit is shared with every tool in the account; it recovers by itself."
                )
            }
            Self::Held { .. } => format!("{said}."),
            Self::Unclear { .. } => format!(
                "{said}. Check the network, the endpoint, and that Longshore has AWS credentials."
            ),
        }
    }
}

/// What an error says, and what the errors behind it say.
fn reasons(error: &dyn Error) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let words: Vec<String> = causes.map(ToString::to_string).collect();
    words.join(": ")
}

/// Whether AWS says that the revision which a call names was deregistered.
pub(crate) fn is_of_deregistered(message: &str) -> bool {
    message.contains("TaskDefinition is inactive")
}

/// Whether AWS says that a service to be created is there already, and is another.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>
fn is_of_another_creation(message: &str) -> bool {
    message.contains("was not idempotent")
}

fn way_out(code: &str) -> Option<&'static str> {
    Some(match code {
        "ClusterNotFoundException" => {
            "Choose a cluster that exists in this account and region, or create it first."
        }
        "ServiceNotFoundException" => {
            "The service is gone; deploy it anew with `serviceName` instead of `service`."
        }
        "ServiceNotActiveException" => {
            "The service is being deleted; wait until it is gone, or choose another name."
        }
        "PlatformUnknownException" => "Choose a platform version that exists, or leave it out.",
        "PlatformTaskDefinitionIncompatibilityException" => {
            "Choose a platform version and capabilities that fit each other."
        }
        "LimitExceededException" => {
            "Ask AWS for a higher quota, or remove what is no longer needed."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_runtime_api::client::result::SdkError;
    use aws_smithy_types::body::SdkBody;

    use super::{AwsError, is_of_another_time};

    #[test]
    fn a_page_instead_of_an_answer_is_told_in_words() {
        let page = HttpResponse::new(502.try_into().unwrap(), SdkBody::from("<h1>Oh no</h1>"));
        let error: SdkError<aws_smithy_types::error::ErrorMetadata, HttpResponse> =
            SdkError::response_error("the answer is no JSON", page);
        assert_eq!(
            AwsError::of("ecs", "UpdateService", &error).words(),
            "AWS gave no clear answer to UpdateService: HTTP status 502, response error: the answer is no JSON. Check the network, the endpoint, and that Longshore has AWS credentials."
        );
    }

    #[test]
    fn a_signature_of_another_time_is_no_wrong_key() {
        let expired = "Signature expired: 20260101T000000Z is now earlier than 20260101T005500Z";
        assert!(is_of_another_time("InvalidSignatureException", expired));
        assert!(is_of_another_time("RequestTimeTooSkewed", "no"));
        let wrong_key =
            "The request signature we calculated does not match the signature you provided.";
        assert!(!is_of_another_time("SignatureDoesNotMatch", wrong_key));
        assert!(!is_of_another_time("ClientException", expired));
    }

    #[test]
    fn an_expired_token_is_no_missing_action() {
        let refused = |code: &str| AwsError::NotAllowed {
            operation: "DescribeSubnets",
            action: "ec2:DescribeSubnets".to_owned(),
            code: code.to_owned(),
            message: "no".to_owned(),
        };
        let denied = refused("UnauthorizedOperation");
        assert_eq!(denied.missing_action(), Some("ec2:DescribeSubnets"));
        assert!(denied.words().contains("IAM policy"));
        let expired = refused("ExpiredToken");
        assert_eq!(expired.missing_action(), None);
        assert!(expired.words().contains("sign in to AWS again"));
    }
}
