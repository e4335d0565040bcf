//! The AWS managed policies that have to do with ECS. What they allow follows AWS's documentation;
//! versions are not kept.

/// When AWS made them, roughly: 2017-11-16.
pub(super) const CREATED_MS: i64 = 1_510_855_480_000;

/// A policy that AWS maintains.
#[derive(Debug)]
pub(super) struct ManagedPolicy {
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) document: &'static str,
}

impl ManagedPolicy {
    pub(super) fn arn(&self) -> String {
        format!("arn:aws:iam::aws:policy{}{}", self.path, self.name)
    }
}

/// All of them.
pub(super) fn all() -> &'static [ManagedPolicy] {
    POLICIES
}

/// The one with an ARN.
pub(super) fn find(arn: &str) -> Option<&'static ManagedPolicy> {
    let rest = arn.strip_prefix("arn:aws:iam::aws:policy")?;
    POLICIES.iter().find(|policy| {
        rest.strip_prefix(policy.path)
            .is_some_and(|name| name == policy.name)
    })
}

const POLICIES: &[ManagedPolicy] = &[
    ManagedPolicy {
        name: "AdministratorAccess",
        path: "/",
        id: "ANPAIWMBCKSKIEE64ZLYK",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    },
    ManagedPolicy {
        name: "AmazonECSTaskExecutionRolePolicy",
        path: "/service-role/",
        id: "ANPAJG4T4G4PV56DE72PY",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}"#,
    },
    ManagedPolicy {
        name: "AmazonEC2ContainerServiceRole",
        path: "/service-role/",
        id: "ANPAJO53W2XHNACG7V77Q",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:AuthorizeSecurityGroupIngress","ec2:Describe*","elasticloadbalancing:DeregisterInstancesFromLoadBalancer","elasticloadbalancing:DeregisterTargets","elasticloadbalancing:Describe*","elasticloadbalancing:RegisterInstancesWithLoadBalancer","elasticloadbalancing:RegisterTargets"],"Resource":"*"}]}"#,
    },
    ManagedPolicy {
        name: "AmazonEC2ContainerServiceforEC2Role",
        path: "/service-role/",
        id: "ANPAJLYJCVHC7TQHCSQDS",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:DescribeTags","ecs:CreateCluster","ecs:DeregisterContainerInstance","ecs:DiscoverPollEndpoint","ecs:Poll","ecs:RegisterContainerInstance","ecs:StartTelemetrySession","ecs:UpdateContainerInstancesState","ecs:Submit*","ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}"#,
    },
    ManagedPolicy {
        name: "AmazonECSServiceRolePolicy",
        path: "/aws-service-role/",
        id: "ANPAIVUWKUEIBTUMWBFLK",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:AttachNetworkInterface","ec2:CreateNetworkInterface","ec2:CreateNetworkInterfacePermission","ec2:DeleteNetworkInterface","ec2:DeleteNetworkInterfacePermission","ec2:Describe*","ec2:DetachNetworkInterface","elasticloadbalancing:DeregisterInstancesFromLoadBalancer","elasticloadbalancing:DeregisterTargets","elasticloadbalancing:Describe*","elasticloadbalancing:RegisterInstancesWithLoadBalancer","elasticloadbalancing:RegisterTargets","cloudwatch:DescribeAlarms"],"Resource":"*"}]}"#,
    },
    ManagedPolicy {
        name: "AmazonECS_FullAccess",
        path: "/",
        id: "ANPAJ7S7AN6YQPTJC7IFS",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["application-autoscaling:*","ecs:*","ec2:Describe*","elasticloadbalancing:*","iam:ListRoles","logs:CreateLogGroup","logs:DescribeLogGroups","logs:FilterLogEvents"],"Resource":"*"},{"Effect":"Allow","Action":["ssm:GetParameter","ssm:GetParameters","ssm:GetParametersByPath"],"Resource":"arn:aws:ssm:*:*:parameter/aws/service/ecs*"},{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringLike":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}},{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/ecsInstanceRole*","Condition":{"StringLike":{"iam:PassedToService":["ec2.amazonaws.com","ec2.amazonaws.com.cn"]}}}]}"#,
    },
    ManagedPolicy {
        name: "AmazonEC2ContainerRegistryReadOnly",
        path: "/",
        id: "ANPAIFYZPA37OOHVIH7KQ",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:GetRepositoryPolicy","ecr:DescribeRepositories","ecr:ListImages","ecr:DescribeImages","ecr:BatchGetImage","ecr:GetLifecyclePolicy","ecr:GetLifecyclePolicyPreview","ecr:ListTagsForResource","ecr:DescribeImageScanFindings"],"Resource":"*"}]}"#,
    },
    ManagedPolicy {
        name: "AmazonSSMReadOnlyAccess",
        path: "/",
        id: "ANPAJODSKQGGJTHRYZ5FC",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ssm:Describe*","ssm:Get*","ssm:List*"],"Resource":"*"}]}"#,
    },
    ManagedPolicy {
        name: "CloudWatchLogsReadOnlyAccess",
        path: "/",
        id: "ANPAJ2YIYDYSNNEHK3VKW",
        document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:Describe*","logs:Get*","logs:List*","logs:StartQuery","logs:StopQuery","logs:TestMetricFilter","logs:FilterLogEvents","logs:StartLiveTail","logs:StopLiveTail"],"Resource":"*"}]}"#,
    },
];

#[cfg(test)]
mod tests {
    use super::{POLICIES, find};
    use crate::iam::document;

    #[test]
    fn all_are_policies_and_are_found_by_arn() {
        for policy in POLICIES {
            assert!(
                document::parse_identity(policy.document).is_ok(),
                "{}",
                policy.name
            );
            assert!(find(&policy.arn()).is_some_and(|found| found.name == policy.name));
        }
        assert!(find("arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy").is_none());
    }
}
