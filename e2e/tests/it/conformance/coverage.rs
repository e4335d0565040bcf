//! The tours must call every operation that is simulated for people: none is forgotten.

use anyhow::{Result, ensure};
use e2e::tools;

/// What the product's pages read and its deploys call, and what other people's tools need.
const OPERATIONS: [(&str, &str); 16] = [
    (
        "ecs",
        "CreateCluster DescribeClusters ListClusters DeleteCluster RegisterTaskDefinition \
         DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies \
         DeregisterTaskDefinition DeleteTaskDefinitions CreateService UpdateService \
         DescribeServices ListServices DeleteService RunTask StopTask ListTasks DescribeTasks \
         ListServiceDeployments DescribeServiceDeployments DescribeServiceRevisions \
         StopServiceDeployment ContinueServiceDeployment TagResource UntagResource \
         ListTagsForResource CreateCapacityProvider DescribeCapacityProviders \
         ListContainerInstances DescribeContainerInstances",
    ),
    (
        "ssm",
        "PutParameter GetParameter GetParameters GetParametersByPath DescribeParameters \
         GetParameterHistory DeleteParameter DeleteParameters AddTagsToResource \
         ListTagsForResource RemoveTagsFromResource",
    ),
    (
        "secretsmanager",
        "CreateSecret PutSecretValue DescribeSecret GetSecretValue ListSecrets \
         ListSecretVersionIds DeleteSecret RestoreSecret TagResource UntagResource",
    ),
    (
        "elbv2",
        "CreateLoadBalancer DescribeLoadBalancers DeleteLoadBalancer CreateListener \
         DescribeListeners ModifyListener DeleteListener CreateRule DescribeRules ModifyRule \
         DeleteRule CreateTargetGroup DescribeTargetGroups ModifyTargetGroup DeleteTargetGroup \
         RegisterTargets DeregisterTargets DescribeTargetHealth AddTags DescribeTags RemoveTags",
    ),
    (
        "iam",
        "CreateRole GetRole ListRoles DeleteRole PutRolePolicy GetRolePolicy ListRolePolicies \
         DeleteRolePolicy CreatePolicy GetPolicy GetPolicyVersion ListPolicies DeletePolicy \
         AttachRolePolicy ListAttachedRolePolicies DetachRolePolicy SimulatePrincipalPolicy",
    ),
    ("sts", "GetCallerIdentity AssumeRole GetSessionToken"),
    (
        "ecr",
        "CreateRepository DescribeRepositories DeleteRepository PutImage BatchGetImage \
         ListImages DescribeImages DescribeImageScanFindings \
         DescribePullThroughCacheRules",
    ),
    (
        "logs",
        "CreateLogGroup DescribeLogGroups DeleteLogGroup CreateLogStream DescribeLogStreams \
         PutLogEvents GetLogEvents FilterLogEvents PutRetentionPolicy",
    ),
    (
        "ec2",
        "CreateSubnet DescribeVpcs DescribeSubnets DescribeSecurityGroups DescribeAvailabilityZones \
         DescribeRouteTables",
    ),
    (
        "application-autoscaling",
        "RegisterScalableTarget DescribeScalableTargets DeregisterScalableTarget \
         PutScalingPolicy DescribeScalingPolicies DeleteScalingPolicy DescribeScalingActivities",
    ),
    ("elb", "DescribeLoadBalancers"),
    (
        "servicediscovery",
        "ListNamespaces GetNamespace ListServices GetService",
    ),
    ("cloudwatch", "DescribeAlarms SetAlarmState"),
    ("efs", "DescribeFileSystems DescribeAccessPoints"),
    ("kms", "ListKeys ListAliases DescribeKey"),
    ("service-quotas", "ListServiceQuotas GetServiceQuota"),
];

/// `DescribeTaskDefinition` as boto3 calls it.
fn snake_case(operation: &str) -> String {
    let mut name = String::new();
    for letter in operation.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[test]
fn the_tours_call_every_operation() -> Result<()> {
    let mut scripts = String::new();
    for entry in std::fs::read_dir(tools::own_file("python"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "py") {
            scripts.push_str(&std::fs::read_to_string(path)?);
        }
    }
    let forgotten: Vec<&str> = OPERATIONS
        .iter()
        .flat_map(|(_, operations)| operations.split_whitespace())
        .filter(|operation| {
            let name = snake_case(operation);
            !scripts.contains(&format!(".{name}("))
                && !scripts.contains(&format!("\"{name}\""))
                && !scripts.contains(&format!(".{name},"))
        })
        .collect();
    ensure!(forgotten.is_empty(), "no tour calls {forgotten:?}");
    Ok(())
}
