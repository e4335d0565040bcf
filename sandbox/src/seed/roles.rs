//! Roles: for tasks, for starting them, for ECS itself and for deploying.

use serde_json::{Value, json};

use super::planting::Planting;
use crate::{arn, iam};

const MANAGED: &str = "arn:aws:iam::aws:policy";

/// `configuration_key` is the key of the parameters and secrets that tasks get.
pub(super) fn plant(planting: &mut Planting<'_>, configuration_key: &str) {
    for_ecs(planting);
    for_tasks(planting, configuration_key);
    for_deploying(planting);
}

/// What ECS and its instances act with.
fn for_ecs(planting: &mut Planting<'_>) {
    // The role that older services name to reach their load balancer.
    role(
        planting,
        "/ecs/",
        "test_ecs_lb_role",
        &service("ecs.amazonaws.com"),
        "Lets ECS register targets",
    );
    attach(
        planting,
        "test_ecs_lb_role",
        "/service-role/AmazonEC2ContainerServiceRole",
    );
    role(
        planting,
        "/",
        "ecsInstanceRole",
        &service("ec2.amazonaws.com"),
        "Container instances",
    );
    attach(
        planting,
        "ecsInstanceRole",
        "/service-role/AmazonEC2ContainerServiceforEC2Role",
    );
    role(
        planting,
        "/aws-service-role/ecs.amazonaws.com/",
        "AWSServiceRoleForECS",
        &service("ecs.amazonaws.com"),
        "Role to enable Amazon ECS to manage your cluster.",
    );
    attach(
        planting,
        "AWSServiceRoleForECS",
        "/aws-service-role/AmazonECSServiceRolePolicy",
    );
    role(
        planting,
        "/aws-service-role/ecs.application-autoscaling.amazonaws.com/",
        "AWSServiceRoleForApplicationAutoScaling_ECSService",
        &service("ecs.application-autoscaling.amazonaws.com"),
        "Lets Application Auto Scaling change desired counts",
    );
}

fn for_tasks(planting: &mut Planting<'_>, configuration_key: &str) {
    let tasks = service("ecs-tasks.amazonaws.com");
    let world = planting.world();
    let parameters = arn::regional(world, "ssm", "parameter/*");
    let secrets = arn::regional(world, "secretsmanager", "secret:*");
    role(
        planting,
        "/",
        "ecsTaskExecutionRole",
        &tasks,
        "Pulls images, reads secrets, writes logs",
    );
    attach(
        planting,
        "ecsTaskExecutionRole",
        "/service-role/AmazonECSTaskExecutionRolePolicy",
    );
    let statements = json!([
        {
            "Sid": "ReadConfiguration",
            "Effect": "Allow",
            "Action": ["ssm:GetParameters", "secretsmanager:GetSecretValue"],
            "Resource": [parameters, secrets],
        },
        {
            "Sid": "DecryptConfiguration",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": configuration_key,
        }
    ]);
    inline(
        planting,
        "ecsTaskExecutionRole",
        "read-configuration",
        &statements,
    );
    // AWS's own policy for this role does not let it make log groups.
    let groups = arn::regional(planting.world(), "logs", "log-group:/ecs/*");
    let statements = json!([{
        "Effect": "Allow", "Action": "logs:CreateLogGroup", "Resource": groups,
    }]);
    inline(
        planting,
        "ecsTaskExecutionRole",
        "create-log-groups",
        &statements,
    );

    role(
        planting,
        "/",
        "shop-web-task",
        &tasks,
        "What the shop may do",
    );
    let statements = json!([{
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": "arn:aws:s3:::shop-media/*",
    }]);
    inline(planting, "shop-web-task", "media", &statements);
    role(
        planting,
        "/",
        "orders-api-task",
        &tasks,
        "What the orders API may do",
    );
    let queue = arn::regional(planting.world(), "sqs", "outgoing-mail");
    let statements = json!([{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue }]);
    inline(planting, "orders-api-task", "queue-mail", &statements);
    role(
        planting,
        "/",
        "mail-worker-task",
        &tasks,
        "What the mail worker may do",
    );
    let statements = json!([{
        "Effect": "Allow",
        "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        "Resource": queue,
    }]);
    inline(planting, "mail-worker-task", "read-mail", &statements);
}

fn for_deploying(planting: &mut Planting<'_>) {
    let root = arn::global(planting.world(), "iam", "root");
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "AWS": root }, "Action": "sts:AssumeRole",
    }] });
    role(planting, "/", "deployer", &trust, "Deploys services");
    let passed = arn::global(planting.world(), "iam", "role/*");
    let statements = json!([
        {
            "Sid": "Deploy",
            "Effect": "Allow",
            "Action": [
                "ecs:*", "elasticloadbalancing:Describe*", "ecr:Describe*", "ecr:List*",
                "ecr:BatchGetImage", "logs:Describe*", "logs:GetLogEvents", "logs:FilterLogEvents",
                "ssm:DescribeParameters", "ssm:GetParametersByPath", "secretsmanager:ListSecrets",
                "secretsmanager:DescribeSecret", "iam:ListRoles", "iam:GetRole",
                "iam:SimulatePrincipalPolicy", "ec2:Describe*", "application-autoscaling:Describe*",
                "servicediscovery:List*", "servicediscovery:Get*", "cloudwatch:DescribeAlarms",
                "elasticfilesystem:Describe*", "kms:ListKeys", "kms:ListAliases",
                "kms:DescribeKey"
            ],
            "Resource": "*",
        },
        {
            "Sid": "PassTaskRoles",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": passed,
            "Condition": { "StringEquals": {
                "iam:PassedToService": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"]
            } },
        },
        {
            "Sid": "KeepClusters",
            "Effect": "Deny",
            "Action": ["ecs:DeleteCluster", "ecs:DeleteService"],
            "Resource": "*",
        }
    ]);
    inline(planting, "deployer", "deploy", &statements);
}

fn service(principal: &str) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "Service": principal }, "Action": "sts:AssumeRole",
    }] })
}

fn role(planting: &mut Planting<'_>, path: &str, name: &str, trust: &Value, description: &str) {
    let input = json!({
        "Path": path,
        "RoleName": name,
        "AssumeRolePolicyDocument": trust.to_string(),
        "Description": description,
    });
    planting.call(iam::call, "CreateRole", &input);
}

fn attach(planting: &mut Planting<'_>, role: &str, policy: &str) {
    let input = json!({ "RoleName": role, "PolicyArn": format!("{MANAGED}{policy}") });
    planting.call(iam::call, "AttachRolePolicy", &input);
}

fn inline(planting: &mut Planting<'_>, role: &str, name: &str, statements: &Value) {
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    let input = json!({
        "RoleName": role, "PolicyName": name, "PolicyDocument": document.to_string(),
    });
    planting.call(iam::call, "PutRolePolicy", &input);
}
