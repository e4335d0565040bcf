//! How a service replaces its tasks, and when a deployment counts as failed.

use super::builders::{
    any, choice, choices, decimal, flag, list, object, structure, text, texts, whole,
};
use super::member::Structure;
use super::shape::Shape;

pub(super) static CONFIGURATION: Structure = structure("DeploymentConfiguration", &[
    object("deploymentCircuitBreaker", &CIRCUIT_BREAKER, "Circuit breaker", "Ends a deployment whose tasks keep failing, instead of trying forever.").removed_by("{\"enable\":false,\"rollback\":false}"),
    whole("maximumPercent", "Maximum percent", "The most tasks during a deployment, as a percentage of the desired count, rounded down. 200 lets all new tasks start beside the old ones.").unit("%").at_least(100),
    whole("minimumHealthyPercent", "Minimum healthy percent", "The fewest healthy tasks during a deployment, as a percentage of the desired count, rounded up. 100 keeps full capacity, 0 allows an outage.").unit("%").between(0, 100),
    object("alarms", &ALARMS, "Alarms", "CloudWatch alarms that make a deployment fail.").removed_by("{\"alarmNames\":[],\"enable\":false,\"rollback\":false}"),
    choice("strategy", &["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"], "Strategy", "ROLLING replaces tasks bit by bit; the others start a second set and shift the traffic.").default("\"ROLLING\""),
    whole("bakeTimeInMinutes", "Bake time", "How long the old tasks stay after all the traffic has moved.").unit("minutes").between(0, 1440).removed_by("0"),
    list("lifecycleHooks", &HOOK, "Hooks", "Functions that are asked, or pauses, at stages of the deployment.").removed_by("[]"),
    object("linearConfiguration", &LINEAR, "Linear shift", "How much traffic moves at each step."),
    object("canaryConfiguration", &CANARY, "Canary shift", "How much traffic moves first."),
    object("earlySuccessCriteria", &EARLY_SUCCESS, "Early success", "When a rolling deployment counts as done before its last task."),
]);

static CIRCUIT_BREAKER: Structure = structure(
    "DeploymentCircuitBreaker",
    &[
        flag(
            "enable",
            "Enable",
            "Whether a deployment whose tasks keep failing is ended.",
        )
        .required(),
        flag(
            "rollback",
            "Roll back",
            "Whether the service then goes back to what ran before.",
        )
        .required(),
        flag(
            "resetOnHealthyTask",
            "Reset on a healthy task",
            "Whether one healthy task sets the count of failures back.",
        )
        .default("true"),
        object(
            "thresholdConfiguration",
            &THRESHOLD,
            "Threshold",
            "After how many failed tasks the deployment ends.",
        ),
    ],
);

static THRESHOLD: Structure = structure(
    "ThresholdConfiguration",
    &[
        choice(
            "type",
            &["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"],
            "Kind",
            "A number of tasks, or a percentage of the desired count with or without limits.",
        )
        .required(),
        whole("value", "Value", "The number or percentage.")
            .required()
            .at_least(1),
    ],
);

static ALARMS: Structure = structure(
    "DeploymentAlarms",
    &[
        texts("alarmNames", "Alarms", "The names of the alarms.")
            .required()
            .set(&[]),
        flag(
            "rollback",
            "Roll back",
            "Whether the service goes back when an alarm goes off.",
        )
        .required(),
        flag("enable", "Enable", "Whether the alarms are watched.").required(),
    ],
);

static HOOK: Structure = structure(
    "DeploymentLifecycleHook",
    &[
        choice(
            "targetType",
            &["AWS_LAMBDA", "PAUSE"],
            "Kind",
            "A Lambda function that decides, or a pause for a person.",
        )
        .default("\"AWS_LAMBDA\""),
        text("hookTargetArn", "Function", "The Lambda function's ARN.").like(Shape::Function),
        text("roleArn", "Role", "The role that may call the function."),
        choices(
            "lifecycleStages",
            &[
                "RECONCILE_SERVICE",
                "PRE_SCALE_UP",
                "POST_SCALE_UP",
                "TEST_TRAFFIC_SHIFT",
                "POST_TEST_TRAFFIC_SHIFT",
                "PRE_PRODUCTION_TRAFFIC_SHIFT",
                "PRODUCTION_TRAFFIC_SHIFT",
                "POST_PRODUCTION_TRAFFIC_SHIFT",
            ],
            "Stages",
            "The stages at which it runs.",
        )
        .set(&[]),
        any(
            "hookDetails",
            "Details",
            "Whatever the function is to be told.",
        ),
        object(
            "timeoutConfiguration",
            &HOOK_TIMEOUT,
            "Timeout",
            "What happens when nobody answers.",
        ),
    ],
);

static HOOK_TIMEOUT: Structure = structure(
    "DeploymentLifecycleHookTimeoutConfiguration",
    &[
        whole(
            "timeoutInMinutes",
            "Timeout",
            "How long an answer is awaited.",
        )
        .unit("minutes")
        .between(1, 20_160)
        .default("1440"),
        choice(
            "action",
            &["ROLLBACK", "CONTINUE"],
            "Then",
            "What happens then.",
        )
        .default("\"ROLLBACK\""),
    ],
);

static LINEAR: Structure = structure(
    "LinearConfiguration",
    &[
        decimal(
            "stepPercent",
            "Step",
            "The share of the traffic that moves at each step.",
        )
        .unit("%")
        .between(3, 100)
        .default("10"),
        whole(
            "stepBakeTimeInMinutes",
            "Time between steps",
            "How long to wait after each step.",
        )
        .unit("minutes")
        .between(0, 1440)
        .default("6"),
    ],
);

static CANARY: Structure = structure(
    "CanaryConfiguration",
    &[
        decimal(
            "canaryPercent",
            "First share",
            "The share of the traffic that moves first, from 0.1 to 100.",
        )
        .unit("%")
        .between(0, 100)
        .default("5"),
        whole(
            "canaryBakeTimeInMinutes",
            "Time before the rest",
            "How long to wait before the rest moves.",
        )
        .unit("minutes")
        .between(0, 1440)
        .default("10"),
    ],
);

static EARLY_SUCCESS: Structure = structure(
    "DeploymentEarlySuccessCriteria",
    &[
        flag(
            "enable",
            "Enable",
            "Whether a deployment may count as done early.",
        )
        .required(),
        whole(
            "healthyPercent",
            "Healthy percent",
            "The share of new tasks that must be healthy.",
        )
        .unit("%")
        .between(0, 100),
        choice(
            "sourceServiceRevisionCleanup",
            &["BLOCKING", "DEFERRED"],
            "Old tasks",
            "Whether they are stopped before the deployment is done, or afterwards.",
        ),
    ],
);

pub(super) static CONTROLLER: Structure = structure(
    "DeploymentController",
    &[choice(
        "type",
        &["ECS", "CODE_DEPLOY", "EXTERNAL"],
        "Type",
        "ECS unless CodeDeploy or another tool does the deployments.",
    )
    .required()],
);
