//! ECS and its neighbors, spoken to as somebody else's tool would, to see what is there.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

const ECS: &str = "AmazonEC2ContainerServiceV20141113";
const AUTO_SCALING: &str = "AnyScaleFrontendService";

/// Calls an operation of ECS.
///
/// # Errors
///
/// When it is refused.
pub async fn ecs(url: &str, operation: &str, input: &Value) -> Result<Value> {
    call(url, ("ecs", ECS), operation, input).await
}

/// Calls an operation of Application Auto Scaling.
///
/// # Errors
///
/// When it is refused.
pub async fn auto_scaling(url: &str, operation: &str, input: &Value) -> Result<Value> {
    call(
        url,
        ("application-autoscaling", AUTO_SCALING),
        operation,
        input,
    )
    .await
}

async fn call(
    url: &str,
    (service, target): (&str, &str),
    operation: &str,
    input: &Value,
) -> Result<Value> {
    let answer = reqwest::Client::new()
        .post(format!("{url}/"))
        .header("x-amz-target", format!("{target}.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .header(
            "authorization",
            format!(
                "AWS4-HMAC-SHA256 Credential=other/20260101/eu-central-1/{service}/aws4_request, \
                 SignedHeaders=host, Signature=0"
            ),
        )
        .body(input.to_string())
        .send()
        .await
        .with_context(|| format!("{operation} was not answered"))?;
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{operation} {input}: {text}");
    serde_json::from_str(&text).with_context(|| format!("{operation} answered {text}"))
}
