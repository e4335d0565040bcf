//! The AWS CLI, as people and pipelines use it.

use anyhow::{Context, Result, ensure};
use e2e::sandbox::Sandbox;
use serde_json::Value;

use super::{ensure_conformance, run, said};

const TASK_DEFINITION: &str = r#"{"family": "nginx", "containerDefinitions": [{"name": "nginx", "image": "nginx:alpine", "memory": 128, "portMappings": [{"containerPort": 80, "protocol": "tcp"}]}]}"#;
const SERVICE: &str = r#"{"cluster": "test", "serviceName": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "loadBalancers": [{"targetGroupArn": "@@TARGET_GROUP_ARN@@", "containerName": "nginx", "containerPort": 80}], "desiredCount": 1, "role": "/ecs/test_ecs_lb_role", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}"#;
const NEW_VERSION: &str = r#"{"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1, "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}"#;

struct CommandLine<'a> {
    sandbox: &'a Sandbox,
    folder: tempfile::TempDir,
}

impl CommandLine<'_> {
    /// Runs `aws` and answers what it printed.
    async fn aws(&self, arguments: &str) -> Result<Value> {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let output = run(self.sandbox, "aws", &words, self.folder.path()).await?;
        ensure!(
            output.status.success(),
            "aws {arguments}: {}",
            said(&output)
        );
        if output.stdout.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("aws {arguments}: {}", said(&output)))
    }

    /// A text within what `aws` printed.
    async fn text(&self, arguments: &str, pointer: &str) -> Result<String> {
        let printed = self.aws(arguments).await?;
        let text = printed.pointer(pointer).and_then(Value::as_str);
        text.map(ToOwned::to_owned)
            .with_context(|| format!("aws {arguments} has no {pointer}: {printed}"))
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        Ok(std::fs::write(self.folder.path().join(file), text)?)
    }

    async fn register(&self) -> Result<String> {
        self.text(
            "ecs register-task-definition --cli-input-json file://task.json",
            "/taskDefinition/taskDefinitionArn",
        )
        .await
    }
}

#[tokio::test]
async fn the_command_line_deploys_and_waits_until_it_is_stable() -> Result<()> {
    let mut sandbox = Sandbox::start(100)?;
    let cli = CommandLine {
        sandbox: &sandbox,
        folder: tempfile::tempdir()?,
    };
    cli.write("task.json", TASK_DEFINITION)?;
    let first = cli.register().await?;
    let group = cli
        .text(
            "elbv2 describe-target-groups --names nginx",
            "/TargetGroups/0/TargetGroupArn",
        )
        .await?;
    let service = SERVICE
        .replace("@@TASKDEFINITION_ARN@@", &first)
        .replace("@@TARGET_GROUP_ARN@@", &group);
    cli.write("service.json", &service)?;
    cli.aws("ecs create-service --cli-input-json file://service.json")
        .await?;
    cli.aws("ecs wait services-stable --cluster test --services nginx")
        .await?;
    let second = cli.register().await?;
    cli.write(
        "update.json",
        &NEW_VERSION.replace("@@TASKDEFINITION_ARN@@", &second),
    )?;
    cli.aws("ecs update-service --cli-input-json file://update.json")
        .await?;
    cli.aws("ecs wait services-stable --cluster test --services nginx")
        .await?;
    let running = cli
        .text(
            "ecs describe-services --cluster test --services nginx",
            "/services/0/deployments/0/taskDefinition",
        )
        .await?;
    assert_eq!(running, second);
    ensure_conformance(&mut sandbox).await
}

#[tokio::test]
async fn the_command_line_reads_everything_around() -> Result<()> {
    let mut sandbox = Sandbox::start(1)?;
    let cli = CommandLine {
        sandbox: &sandbox,
        folder: tempfile::tempdir()?,
    };
    for (arguments, wanted) in [
        ("ecs list-clusters", "/clusterArns/0"),
        ("ecs list-services --cluster production", "/serviceArns/2"),
        (
            "ecs describe-clusters --clusters test",
            "/clusters/0/clusterName",
        ),
        ("ecs list-tasks --cluster production", "/taskArns/0"),
        ("ecs list-task-definitions", "/taskDefinitionArns/0"),
        ("elbv2 describe-load-balancers", "/LoadBalancers/3/DNSName"),
        (
            "elbv2 describe-target-groups",
            "/TargetGroups/0/TargetGroupArn",
        ),
        ("ssm describe-parameters", "/Parameters/0/Name"),
        (
            "ssm get-parameters-by-path --path /production --recursive",
            "/Parameters/0/Value",
        ),
        ("secretsmanager list-secrets", "/SecretList/0/Name"),
        ("iam list-roles", "/Roles/0/Arn"),
        ("iam get-role --role-name test_ecs_lb_role", "/Role/Path"),
        ("sts get-caller-identity", "/Account"),
        ("ecr describe-repositories", "/repositories/0/repositoryUri"),
        (
            "ecr describe-images --repository-name shop-web",
            "/imageDetails/0/imageDigest",
        ),
        ("logs describe-log-groups", "/logGroups/0/logGroupName"),
        ("ec2 describe-subnets", "/Subnets/0/SubnetId"),
        (
            "ec2 describe-security-groups",
            "/SecurityGroups/0/GroupName",
        ),
        ("ec2 describe-vpcs", "/Vpcs/0/VpcId"),
        (
            "application-autoscaling describe-scalable-targets --service-namespace ecs",
            "/ScalableTargets/0/ResourceId",
        ),
        ("ec2 describe-route-tables", "/RouteTables/0/RouteTableId"),
        (
            "ecs describe-capacity-providers --cluster test",
            "/capacityProviders/0/name",
        ),
        (
            "elb describe-load-balancers",
            "/LoadBalancerDescriptions/1/LoadBalancerName",
        ),
        (
            "servicediscovery list-namespaces --page-size 1",
            "/Namespaces/1/Name",
        ),
        ("servicediscovery list-services", "/Services/0/Arn"),
        (
            "cloudwatch describe-alarms --page-size 1",
            "/MetricAlarms/2/StateValue",
        ),
        (
            "efs describe-file-systems --page-size 1",
            "/FileSystems/1/FileSystemId",
        ),
        (
            "efs describe-access-points",
            "/AccessPoints/0/AccessPointId",
        ),
        ("kms list-keys --page-size 2", "/Keys/3/KeyArn"),
        (
            "service-quotas list-service-quotas --service-code ecs --page-size 2",
            "/Quotas/4/QuotaName",
        ),
        ("kms list-aliases --page-size 2", "/Aliases/4/AliasName"),
        (
            "kms describe-key --key-id alias/aws/ssm",
            "/KeyMetadata/KeyManager",
        ),
        (
            "application-autoscaling describe-scaling-policies --service-namespace ecs",
            "/ScalingPolicies/0/PolicyName",
        ),
    ] {
        cli.text(arguments, wanted).await?;
    }
    ensure_conformance(&mut sandbox).await
}
