//! Session policies: what a session may do of what its role may. They are held against calls to ECS
//! and to STS; what a role itself may do is asked by simulation alone.

use serde_json::Value;

use crate::{
    arn,
    error::AwsError,
    iam, input,
    protocol::{Call, Service},
    world::World,
};

/// AWS's limit on a session policy, in characters.
const LONGEST: usize = 2048;

/// The policy that comes along with `AssumeRole`.
pub(super) fn policy(input: &Value) -> Result<Option<String>, AwsError> {
    let Some(policy) = input::text(input, "Policy") else {
        return Ok(None);
    };
    if policy.chars().count() > LONGEST {
        return Err(AwsError::new(
            "ValidationError",
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member \
             must have length less than or equal to 2048",
        ));
    }
    iam::check_policy(policy)
        .map_err(|why| AwsError::new("MalformedPolicyDocument", why))
        .map(|()| Some(policy.to_owned()))
}

/// Why a session's policy stands against a call, where it does.
pub(crate) fn refusal(world: &World, call: &Call) -> Option<AwsError> {
    let loan = world.sts.loans.get(call.key.as_deref()?)?;
    let policy = loan.policy.as_deref()?;
    let operation = &call.operation;
    let (action, resource, cluster) = match call.service {
        Service::Ecs => {
            let (resource, cluster) = written(world, operation, &call.input);
            (format!("ecs:{operation}"), resource, cluster)
        }
        Service::Sts => (format!("sts:{operation}"), "*".to_owned(), None),
        _ => return None,
    };
    if iam::policy_allows(policy, &action, &resource, cluster.as_deref()) {
        return None;
    }
    Some(
        AwsError::new(
            "AccessDeniedException",
            format!(
                "User: {} is not authorized to perform: {action} on resource: {resource} because \
                 no session policy allows the {action} action",
                loan.arn
            ),
        )
        .with_status(400),
    )
}

/// What a call to ECS is about, and in which cluster.
fn written(world: &World, operation: &str, input: &Value) -> (String, Option<String>) {
    let text = |member: &str| input::text(input, member).unwrap_or_default();
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let cluster = match input::text(input, "cluster") {
        Some(named) => last(named),
        None => "default".to_owned(),
    };
    let of = |kind: &str, name: &str| {
        arn::regional(world, "ecs", &format!("{kind}/{cluster}/{}", last(name)))
    };
    let resource = match operation {
        "CreateService" => of("service", text("serviceName")),
        "UpdateService" | "DeleteService" => of("service", text("service")),
        "ContinueServiceDeployment" | "StopServiceDeployment" => {
            text("serviceDeploymentArn").to_owned()
        }
        "StopTask" => of("task", text("task")),
        _ => "*".to_owned(),
    };
    let cluster = arn::regional(world, "ecs", &format!("cluster/{cluster}"));
    (resource, Some(cluster))
}
