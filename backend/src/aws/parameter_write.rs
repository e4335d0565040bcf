//! Writing a parameter of Parameter Store.
//!
//! The value goes to AWS and nowhere else. While it is at hand nothing is logged, because the SDK
//! writes whole requests into its most detailed log; and AWS's words are passed on only where they
//! cannot hold it, because it repeats what it finds invalid.

mod validity;

use aws_config::retry::RetryConfig;
use aws_sdk_ssm::types::{ParameterMetadata, ParameterTier, ParameterType};
use shared::wire::{Parameter, ParameterWrite};
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::{Aws, AwsError, parameters};

const OPERATION: &str = "PutParameter";

/// A parameter was not written.
#[derive(Debug, thiserror::Error)]
pub enum ParameterWriteError {
    /// What was asked for cannot be.
    #[error("{0}")]
    Invalid(&'static str),
    /// It is there already.
    #[error(
        "there is a parameter {0} already; give it another value with `rotate`, or choose another name"
    )]
    Exists(String),
    /// It is not there.
    #[error("there is no parameter {0} to give another value; create it first")]
    Missing(String),
    /// It is there as something else.
    #[error("the parameter is a {0}, and a parameter keeps its type; create another one")]
    OtherType(String),
    /// AWS did not answer, or refused.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl Aws {
    /// Creates a parameter, or gives one that is there another value.
    ///
    /// # Errors
    /// What was asked for cannot be, or AWS did not answer, or refused.
    pub async fn write_parameter(
        &self,
        write: &ParameterWrite,
    ) -> Result<Parameter, ParameterWriteError> {
        let kind = validity::check(write).map_err(ParameterWriteError::Invalid)?;
        let before = self.parameter_named(&write.name).await?;
        let version = if write.rotate {
            let before = before.ok_or_else(|| ParameterWriteError::Missing(write.name.clone()))?;
            let is = before.r#type().map_or("String", ParameterType::as_str);
            if is != kind.as_str() {
                return Err(ParameterWriteError::OtherType(is.to_owned()));
            }
            self.put_parameter(write, kind, Some(before)).await?
        } else if before.is_some() {
            return Err(ParameterWriteError::Exists(write.name.clone()));
        } else {
            self.put_parameter(write, kind, None).await?
        };
        // It is written now, whatever becomes of the list.
        let listed = self
            .parameter_named(&write.name)
            .await
            .inspect_err(|error| tracing::warn!(%error, "a written parameter was not listed"));
        let listed = match listed {
            Ok(Some(found)) => parameters::parameter(&found),
            Ok(None) | Err(_) => unlisted(write),
        };
        // The list may come from before.
        Ok(Parameter { version, ..listed })
    }

    async fn parameter_named(&self, name: &str) -> Result<Option<ParameterMetadata>, AwsError> {
        let found = self.parameters_named(vec![name.to_owned()]).await?;
        Ok(found.into_iter().find(|one| one.name() == Some(name)))
    }

    /// What is not given stays as it was: AWS would take the usual key and tier instead.
    async fn put_parameter(
        &self,
        write: &ParameterWrite,
        kind: ParameterType,
        before: Option<ParameterMetadata>,
    ) -> Result<i64, ParameterWriteError> {
        let overwrite = before.is_some();
        let (key, description, tier, pattern, data_type) = match before {
            Some(before) => (
                before.key_id,
                before.description,
                before.tier.filter(|tier| *tier == ParameterTier::Advanced),
                before.allowed_pattern,
                before.data_type,
            ),
            None => (None, None, None, None, None),
        };
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        // Once: whether it came to be is told, and a repeated call would find its own parameter.
        let once = aws_sdk_ssm::config::Config::builder().retry_config(RetryConfig::disabled());
        let sent = self
            .0
            .ssm
            .put_parameter()
            .name(&write.name)
            .value(&write.value)
            .r#type(kind)
            .overwrite(overwrite)
            .set_key_id(filled(&write.key_id).or(key))
            .set_description(filled(&write.description).or(description))
            .set_tier(tier)
            .set_allowed_pattern(pattern)
            .set_data_type(data_type)
            .customize()
            .config_override(once)
            .send()
            .with_subscriber(NoSubscriber::default())
            .await;
        let error = match sent {
            Ok(answer) => return Ok(answer.version()),
            Err(error) => error,
        };
        let error = AwsError::of("ssm", OPERATION, &error);
        if error.code() == Some("ParameterAlreadyExists") {
            return Err(ParameterWriteError::Exists(write.name.clone()));
        }
        Err(without_words(error).into())
    }
}

/// What is known of a parameter that was just written.
fn unlisted(write: &ParameterWrite) -> Parameter {
    Parameter {
        name: write.name.clone(),
        arn: None,
        parameter_type: write.parameter_type.clone(),
        version: 0,
        last_modified_at_ms: None,
        key_id: write.key_id.clone(),
        description: write.description.clone(),
    }
}

/// The same error in words of ours, for AWS's may hold the value.
fn without_words(error: AwsError) -> AwsError {
    match error {
        AwsError::Held { operation } => AwsError::Held { operation },
        AwsError::Refused {
            operation, code, ..
        } => AwsError::Refused {
            operation,
            message: refused(&code).to_owned(),
            code,
        },
        AwsError::NotAllowed {
            operation,
            action,
            code,
            ..
        } => AwsError::NotAllowed {
            operation,
            action,
            code,
            message: "the policy does not allow it".to_owned(),
        },
        AwsError::WrongClock {
            operation, code, ..
        } => AwsError::WrongClock {
            operation,
            code,
            message: "the signature is of another time".to_owned(),
        },
        AwsError::Throttled {
            operation, code, ..
        } => AwsError::Throttled {
            operation,
            code,
            message: "too many calls".to_owned(),
        },
        AwsError::Unclear {
            operation, code, ..
        } => AwsError::Unclear {
            operation,
            code,
            message: "look whether the parameter is there before you write it again".to_owned(),
        },
    }
}

fn refused(code: &str) -> &'static str {
    match code {
        "InvalidKeyId" => "there is no such key, or it cannot encrypt parameters",
        "ParameterLimitExceeded" => "the account holds as many parameters as it may",
        "ParameterMaxVersionLimitExceeded" => {
            "a label stands at the oldest version; move it, then try again"
        }
        "ParameterPatternMismatchException" => {
            "the value does not have the form that the parameter demands"
        }
        "HierarchyLevelLimitExceededException" => "the name has more levels than AWS takes",
        "TooManyUpdates" => "somebody else is writing it; try again",
        _ => "the name, the key, the description or the value is not as AWS takes it",
    }
}
