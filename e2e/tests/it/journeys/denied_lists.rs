//! An AWS that lets nothing be listed: what is missing is named, what is typed is taken.

use anyhow::Result;
use e2e::browser::{Visitor, visit};
use e2e::longshore::{Longshore, SPEED};
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{editor, new_service};
use e2e::sandbox::Sandbox;
use e2e::until::{BOUND, Look, until};
use serde_json::{Value, json};
use thirtyfour::Key;

const DENIALS: [(&str, u16, &str); 12] = [
    ("ec2", 403, "UnauthorizedOperation"),
    ("iam", 403, "AccessDenied"),
    ("ssm", 400, "AccessDeniedException"),
    ("secretsmanager", 400, "AccessDeniedException"),
    ("ecr", 400, "AccessDeniedException"),
    ("logs", 400, "AccessDeniedException"),
    ("elasticloadbalancing", 403, "AccessDenied"),
    ("elb", 403, "AccessDenied"),
    ("servicediscovery", 400, "AccessDeniedException"),
    ("monitoring", 403, "AccessDenied"),
    ("elasticfilesystem", 403, "AccessDeniedException"),
    ("kms", 400, "AccessDeniedException"),
];
const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef";

fn faults() -> Value {
    let denial = |service: &str, operation: Option<&str>, status: u16, code: &str| {
        json!({
            "service": service,
            "operation": operation,
            "kind": "error",
            "status": status,
            "code": code,
            "message": "User: arn:aws:sts::123456789012:assumed-role/longshore/1 is not authorized",
        })
    };
    let all = DENIALS.map(|(service, status, code)| denial(service, None, status, code));
    let clusters = ["ListClusters", "DescribeClusters"]
        .map(|operation| denial("ecs", Some(operation), 400, "AccessDeniedException"));
    all.into_iter().chain(clusters).collect()
}

/// Opens a field's list, reads which action is missing, and types instead.
async fn type_past(visitor: &Visitor, label: &str, action: &str, text: &str) -> Result<()> {
    visitor.click("field", label).await?;
    visitor
        .sees(action)
        .await
        .map_err(|error| error.context(format!("{label} does not name {action}")))?;
    visitor.key(Key::Escape).await?;
    visitor.fill(label, text).await
}

#[tokio::test]
async fn each_field_names_the_missing_action_and_takes_what_is_typed() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    aws.set_faults(&faults()).await?;
    visit(longshore.url(), async |visitor| {
        visitor.expects_refusals(&[400, 403, 422, 502]);
        sign_in(visitor, DEPLOYER, "/new").await?;
        new_service::start_from(visitor, "Web service on Fargate").await?;
        visitor.fill("Family", "greeter").await?;
        visitor.press("Add a secret").await?;
        visitor.fill("Secret 1 name", "KEY").await?;
        visitor.press("Add a subnet").await?;
        visitor.press("Add a security group").await?;
        let role = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole";
        for (label, action, text) in [
            ("Image", "ecr:DescribeRepositories", "nginx:1.29-alpine"),
            ("Secret 1 source", "ssm:DescribeParameters", "/greeter/KEY"),
            ("Execution role", "iam:ListRoles", role),
            ("Cluster", "ecs:ListClusters", "production"),
            (
                "Subnet 1",
                "ec2:DescribeSubnets",
                "subnet-0123456789abcdef0",
            ),
            (
                "Security group 1",
                "ec2:DescribeSecurityGroups",
                "sg-0123456789abcdef0",
            ),
        ] {
            type_past(visitor, label, action, text).await?;
        }
        let label = "Target group (optional)";
        let action = "elasticloadbalancing:DescribeTargetGroups";
        type_past(visitor, label, action, GROUP).await?;
        visitor.fill("Service name", "greeter").await?;
        let draft = editor::is_saved(visitor).await?;
        visitor.press("Preview").await?;
        // Either it can be previewed, or the refusal says what is missing.
        until("a preview or a clear refusal", BOUND, async || {
            let text = visitor.text().await?;
            let is_there = visitor.path().await?.starts_with("/plans/");
            let is_clear = text.contains(":Describe") && text.contains("missing");
            Ok(if is_there || is_clear {
                Look::Done(())
            } else {
                Look::Not(text)
            })
        })
        .await?;
        visitor.go(&draft).await?;
        editor::opens(visitor).await?;
        for (label, text) in [("Execution role", role), ("Cluster", "production")] {
            assert_eq!(visitor.value(label).await?, text);
        }
        Ok(())
    })
    .await
}
