//! Calls of services that speak AWS's Query protocol, without an SDK crate for each.
//!
//! The crate of EC2 alone is larger than all others together and takes minutes to build, and we
//! ask it for three lists. The crate of Cloud Watch brings eight more crates, one of them under a
//! licence that nothing else here has, for one list. So these calls are written by hand, but they
//! go through the SDK's own runtime: its credentials, signatures, retries, time-outs and
//! connections, as they are configured for every other client.

mod signing;
mod xml;

use std::error::Error;
use std::fmt;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::{ServiceClockSkewClassifier, ServiceClockSkewInterceptor};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::{AwsError, percent};

pub(super) use xml::Answer;

/// One service that speaks the Query protocol.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    /// What the host's name begins with, and what stands in signatures.
    pub(super) host: &'static str,
    /// What stands in signatures.
    pub(super) signing_name: &'static str,
    /// What IAM calls it in actions.
    pub(super) iam_prefix: &'static str,
    /// The version of its interface.
    pub(super) version: &'static str,
}

/// A client of one service.
#[derive(Debug)]
pub(super) struct Query {
    service: Service,
    operation: Operation<Form, String, Refused>,
}

/// The parameters of a call, encoded.
#[derive(Debug)]
struct Form(String);

/// What AWS said when it refused.
#[derive(Debug)]
struct Refused(ErrorMetadata);

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Error for Refused {}

impl ProvideErrorMetadata for Refused {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl Query {
    /// Makes a client. Nothing is called yet.
    pub(super) fn new(config: &SdkConfig, service: Service) -> Self {
        let region = config.region().map_or("", |region| region.as_ref());
        let endpoint = match config.endpoint_url() {
            Some(url) => url.to_owned(),
            None => endpoint(service.host, region),
        };
        let mut operation = Operation::builder()
            .service_name(service.signing_name)
            .operation_name("Query")
            .behavior_version(BehaviorVersion::v2026_01_12())
            .endpoint_url(&endpoint)
            .serializer(request)
            .deserializer(answer)
            .retry_classifier(AwsErrorCodeClassifier::<Refused>::new())
            .retry_classifier(TransientErrorClassifier::<Refused>::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(ServiceClockSkewClassifier::<Refused>::new())
            .interceptor(ServiceClockSkewInterceptor::new())
            .with_connection_poisoning()
            .runtime_plugin(signing::plugin(config, service.signing_name));
        if let Some(timeouts) = config.timeout_config() {
            operation = operation.timeout_config(timeouts.clone());
        }
        if let Some(retries) = config.retry_config() {
            operation = operation.standard_retry(retries);
        }
        if let Some(client) = config.http_client() {
            operation = operation.http_client(client);
        }
        if let Some(time) = config.time_source() {
            operation = operation.time_source(time);
        }
        if let Some(sleep) = config.sleep_impl() {
            operation = operation.sleep_impl(sleep);
        }
        Self {
            service,
            operation: operation.build(),
        }
    }

    /// Makes one call.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn call(
        &self,
        operation: &'static str,
        parameters: &[(String, String)],
    ) -> Result<Answer, AwsError> {
        let mut form = format!("Action={operation}&Version={}", self.service.version);
        for (name, value) in parameters {
            form.push('&');
            form.push_str(&percent::encode(name));
            form.push('=');
            form.push_str(&percent::encode(value));
        }
        let text = self
            .operation
            .invoke(Form(form))
            .await
            .map_err(|error| AwsError::of(self.service.iam_prefix, operation, &error))?;
        Answer::read(&text).map_err(|error| AwsError::nonsense(operation, error.to_string()))
    }
}

/// AWS's own endpoint of a service.
fn endpoint(host: &str, region: &str) -> String {
    let domain = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    format!("https://{host}.{region}.{domain}")
}

fn request(form: Form) -> Result<HttpRequest, BoxError> {
    let request = http::Request::builder()
        .method("POST")
        .uri("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-length", form.0.len())
        .header(
            "user-agent",
            concat!("longshore/", env!("CARGO_PKG_VERSION")),
        )
        .body(SdkBody::from(form.0))?;
    Ok(HttpRequest::try_from(request)?)
}

fn answer(response: &HttpResponse) -> Result<String, OrchestratorError<Refused>> {
    let bytes = response.body().bytes().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes).into_owned();
    if response.status().is_success() {
        return Ok(text);
    }
    let (code, message) = xml::refusal(&text);
    let metadata = ErrorMetadata::builder()
        .code(code.unwrap_or_else(|| "Unknown".to_owned()))
        .message(message.unwrap_or_else(|| "no reason given".to_owned()))
        .build();
    Err(OrchestratorError::operation(Refused(metadata)))
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn china_has_a_domain_of_its_own() {
        assert_eq!(
            endpoint("ec2", "eu-central-1"),
            "https://ec2.eu-central-1.amazonaws.com"
        );
        assert_eq!(
            endpoint("ec2", "cn-north-1"),
            "https://ec2.cn-north-1.amazonaws.com.cn"
        );
    }
}
