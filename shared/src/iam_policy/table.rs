//! The statements: what each is for, its actions, and how far it reaches.
//!
//! Source of every reach: the Service Authorization Reference, column "Resource types".

/// One statement.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) sid: &'static str,
    pub(super) purpose: &'static str,
    pub(super) actions: &'static [&'static str],
    pub(super) reach: Reach,
}

/// How far a statement reaches.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    /// The actions know no type of resource.
    Everything,
    /// Resources of this account and region, each as service and resource.
    Of(&'static [(&'static str, &'static str)]),
    /// Things of these kinds in the clusters that are deployed to.
    InClusters(&'static [&'static str]),
    /// Task definitions, to be run in the clusters that are deployed to.
    RunInClusters,
    /// Task definitions, and what is tagged in the clusters that are deployed to.
    Tagged,
    /// Roles and users.
    Principals,
    /// The roles of environments, to be assumed.
    AssumedRoles,
    /// The roles of tasks, to be passed to them.
    TaskRoles,
    /// The roles of services, to be passed to ECS.
    ServiceRoles,
    /// Keys, through Parameter Store alone.
    ParameterKeys,
}

pub(super) const STATEMENTS: &[Row] = &[
    Row {
        sid: "ReachEnvironments",
        purpose: "Environments: assume the roles of those that have one",
        actions: &["sts:AssumeRole"],
        reach: Reach::AssumedRoles,
    },
    Row {
        sid: "DeployRegister",
        purpose: "Deploy: register revisions",
        actions: &["ecs:RegisterTaskDefinition"],
        reach: Reach::Of(&[("ecs", "task-definition/*")]),
    },
    Row {
        sid: "DeployServices",
        purpose: "Deploy: create, change and delete services, and stop or go on with their rollouts",
        actions: &[
            "ecs:ContinueServiceDeployment",
            "ecs:CreateService",
            "ecs:DeleteService",
            "ecs:StopServiceDeployment",
            "ecs:UpdateService",
        ],
        reach: Reach::InClusters(&["service", "service-deployment"]),
    },
    Row {
        sid: "DeployRunTasks",
        purpose: "Deploy: run one-off tasks",
        actions: &["ecs:RunTask"],
        reach: Reach::RunInClusters,
    },
    Row {
        sid: "DeployStopTasks",
        purpose: "Deploy: stop one-off tasks",
        actions: &["ecs:StopTask"],
        reach: Reach::InClusters(&["task"]),
    },
    Row {
        sid: "DeployTags",
        purpose: "Deploy: the tags of revisions, services and tasks",
        actions: &["ecs:TagResource", "ecs:UntagResource"],
        reach: Reach::Tagged,
    },
    Row {
        sid: "DeployPassTaskRoles",
        purpose: "Deploy: hand tasks the roles that they act as",
        actions: &["iam:PassRole"],
        reach: Reach::TaskRoles,
    },
    Row {
        sid: "DeployPassServiceRoles",
        purpose: "Deploy: hand ECS the roles that it acts as for services",
        actions: &["iam:PassRole"],
        reach: Reach::ServiceRoles,
    },
    Row {
        sid: "ScaleServices",
        purpose: "Auto scaling: change the bounds of a service",
        actions: &["application-autoscaling:RegisterScalableTarget"],
        reach: Reach::Of(&[("application-autoscaling", "scalable-target/*")]),
    },
    Row {
        sid: "WatchLists",
        purpose: "Watch: what there is, for actions that know no resource",
        actions: &[
            "application-autoscaling:DescribeScalableTargets",
            "application-autoscaling:DescribeScalingPolicies",
            "ecs:DescribeTaskDefinition",
            "ecs:ListClusters",
            "ecs:ListServices",
            "ecs:ListTaskDefinitions",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
        ],
        reach: Reach::Everything,
    },
    Row {
        sid: "WatchServices",
        purpose: "Watch: clusters, services, their rollouts and their tasks",
        actions: &[
            "ecs:DescribeClusters",
            "ecs:DescribeServiceDeployments",
            "ecs:DescribeServiceRevisions",
            "ecs:DescribeServices",
            "ecs:DescribeTasks",
            "ecs:ListServiceDeployments",
            "ecs:ListTasks",
        ],
        reach: Reach::Of(&[
            ("ecs", "cluster/*"),
            ("ecs", "container-instance/*"),
            ("ecs", "service/*"),
            ("ecs", "service-deployment/*"),
            ("ecs", "service-revision/*"),
            ("ecs", "task/*"),
        ]),
    },
    Row {
        sid: "EvidenceLogs",
        purpose: "Evidence: the last lines of tasks that failed",
        actions: &["logs:GetLogEvents"],
        reach: Reach::Of(&[("logs", "log-group:*:log-stream:*")]),
    },
    Row {
        sid: "PreflightRoles",
        purpose: "Preflight: whether roles exist, and what they and Longshore itself may do",
        actions: &["iam:GetRole", "iam:SimulatePrincipalPolicy"],
        reach: Reach::Principals,
    },
    Row {
        sid: "PreflightInstances",
        purpose: "Preflight: what container instances have left",
        actions: &[
            "ecs:DescribeContainerInstances",
            "ecs:ListContainerInstances",
        ],
        reach: Reach::Of(&[("ecs", "cluster/*"), ("ecs", "container-instance/*")]),
    },
    Row {
        sid: "PreflightQuotas",
        purpose: "Preflight: the account's quotas of ECS and Fargate",
        actions: &["servicequotas:ListServiceQuotas"],
        reach: Reach::Everything,
    },
    Row {
        sid: "PreflightImages",
        purpose: "Preflight and forms: images in ECR",
        actions: &[
            "ecr:BatchGetImage",
            "ecr:DescribeImages",
            "ecr:DescribeRepositories",
        ],
        reach: Reach::Of(&[("ecr", "repository/*")]),
    },
    Row {
        sid: "PreflightSecrets",
        purpose: "Preflight and forms: secrets without their values, and what encrypts them",
        actions: &[
            "kms:DescribeKey",
            "secretsmanager:DescribeSecret",
            "secretsmanager:ListSecretVersionIds",
        ],
        reach: Reach::Of(&[("kms", "key/*"), ("secretsmanager", "secret:*")]),
    },
    Row {
        sid: "FormsThings",
        purpose: "Forms: things that can be chosen",
        actions: &[
            "cloudwatch:DescribeAlarms",
            "ecs:DescribeCapacityProviders",
            "elasticfilesystem:DescribeAccessPoints",
            "elasticfilesystem:DescribeFileSystems",
            "logs:DescribeLogGroups",
        ],
        reach: Reach::Of(&[
            ("cloudwatch", "alarm:*"),
            ("ecs", "capacity-provider/*"),
            ("elasticfilesystem", "access-point/*"),
            ("elasticfilesystem", "file-system/*"),
            ("logs", "log-group:*"),
        ]),
    },
    Row {
        sid: "FormsLists",
        purpose: "Forms and preflight: lists, for actions that know no resource",
        actions: &[
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ecr:DescribePullThroughCacheRules",
            "iam:ListRoles",
            "kms:ListAliases",
            "kms:ListKeys",
            "secretsmanager:ListSecrets",
            "servicediscovery:ListNamespaces",
            "servicediscovery:ListServices",
            "ssm:DescribeParameters",
        ],
        reach: Reach::Everything,
    },
    Row {
        sid: "WriteParameters",
        purpose: "Parameters: write new values; none is ever read",
        actions: &["ssm:PutParameter"],
        reach: Reach::Of(&[("ssm", "parameter/*")]),
    },
    Row {
        sid: "WriteParametersEncrypt",
        purpose: "Parameters: encrypt new values with keys of your own",
        actions: &["kms:Encrypt"],
        reach: Reach::ParameterKeys,
    },
];
