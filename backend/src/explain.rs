//! Why tasks stop, in plain words with the way out. Pure.

use shared::deployment::StoppedContainer;

use crate::aws::StoppedTask;

/// Explains why a task stopped.
pub(crate) fn stopped(task: &StoppedTask) -> String {
    let reason = task.reason.as_str();
    if let Some(words) = by_reason(reason) {
        return words;
    }
    let told = task.containers.iter().find_map(by_container);
    match (told, task.stop_code.as_str()) {
        (Some(words), _) => words,
        (None, "EssentialContainerExited") => {
            "An essential container ended, and with it the task. Look at its log.".to_owned()
        }
        (None, "TaskFailedToStart") => format!(
            "The task could not be started: {}. Look at the image, the roles and the network of the task definition.",
            or(reason, "ECS gives no reason")
        ),
        (None, "UserInitiated") => "Somebody stopped it.".to_owned(),
        (None, "SpotInterruption") => {
            "AWS took its Spot capacity back; ECS starts another one.".to_owned()
        }
        (None, "InfrastructureHealth") => {
            "The machine under it failed; ECS starts another one.".to_owned()
        }
        (None, "ServiceSchedulerInitiated") => "ECS stopped it, as the service asked.".to_owned(),
        (None, _) => format!("It stopped: {}.", or(reason, "ECS gives no reason")),
    }
}

fn by_reason(reason: &str) -> Option<String> {
    let has = |part: &str| reason.contains(part);
    if has("CannotPullContainerError") {
        return Some(pull(reason));
    }
    let words = if has("ResourceInitializationError") && has("ssm") {
        "A parameter could not be read from Parameter Store. Check its name, its region, and that the execution role may read and decrypt it."
    } else if has("ResourceInitializationError") && (has("asm") || has("secretsmanager")) {
        "A secret could not be read from Secrets Manager. Check its ARN, and that the execution role may read it."
    } else if has("ResourceInitializationError") && has("registry auth") {
        "The registry could not be reached to log in. Check the way from the subnets to ECR (NAT or VPC endpoints) and the execution role."
    } else if has("ResourceInitializationError") && has("logger") {
        "The log group could not be reached. Check that it exists and that the execution role may write to it."
    } else if has("ResourceInitializationError") {
        "What the task needs before it starts could not be set up. Check the execution role and the network."
    } else if has("failed ELB health checks") {
        "The load balancer found it unhealthy, so ECS stopped it. Check the health check's path and port, that the container answers there in time, and the service's grace period."
    } else if has("failed container health checks") {
        "The container's own health check failed, so ECS stopped it. Run its command in the container, and give it time with startPeriod."
    } else if has("Scaling activity initiated by") {
        "ECS stopped it because fewer tasks of this revision are wanted: it scales in, or goes back to another revision."
    } else if has("CannotStartContainerError") {
        "The container could not be started. Check its command, its user and its mounts."
    } else if has("CannotCreateContainerError") {
        "The container could not be created. Check its mounts, volumes and settings that the machine must support."
    } else if has("OutOfMemory") {
        "It used more memory than it may, and was killed. Give it more memory, or let it use less."
    } else {
        return None;
    };
    Some(words.to_owned())
}

fn pull(reason: &str) -> String {
    let image = ["resolve ref ", "manifest for ", "pull access denied for "]
        .into_iter()
        .find_map(|before| reason.split_once(before))
        .and_then(|(_, rest)| rest.split([' ', ',']).next())
        .map_or_else(String::new, |image| {
            format!(" {}", image.trim_end_matches(':'))
        });
    if reason.contains("not found") || reason.contains("manifest unknown") {
        format!(
            "The image{image} does not exist in its registry. Check its name and its tag, or push it first."
        )
    } else if reason.contains("denied")
        || reason.contains("authorization")
        || reason.contains("403")
    {
        format!(
            "The registry does not let the task pull the image{image}. Check that it exists and that the execution role, or repositoryCredentials, may read it."
        )
    } else if reason.contains("platform") {
        format!(
            "The image{image} is not built for the task's processor. Build it for that platform, or set runtimePlatform."
        )
    } else {
        format!(
            "The image{image} could not be pulled. Check its name, and the way from the task's network to the registry."
        )
    }
}

fn by_container(container: &StoppedContainer) -> Option<String> {
    let name = &container.name;
    if let Some(words) = container.reason.as_deref().and_then(by_reason) {
        return Some(format!("Container {name}: {words}"));
    }
    let code = container.exit_code?;
    let why = match code {
        0 => {
            return Some(format!(
                "Container {name} ended without an error (exit code 0). A service's container must go on running; check its command."
            ));
        }
        125..=127 => {
            "its command could not be run; check the command, the entry point and the image's platform"
        }
        137 => "it was killed, most often for using more memory than it may; check its memory",
        139 => "it crashed (segmentation fault); look at its log",
        143 => "it was asked to stop",
        _ => "look at its log",
    };
    Some(format!(
        "Container {name} ended with exit code {code}: {why}."
    ))
}

fn or<'a>(text: &'a str, fallback: &'a str) -> &'a str {
    if text.is_empty() { fallback } else { text }
}

#[cfg(test)]
mod tests {
    use super::stopped;
    use crate::aws::StoppedTask;
    use shared::deployment::StoppedContainer;

    fn task(stop_code: &str, reason: &str, exit_code: Option<i64>) -> StoppedTask {
        StoppedTask {
            id: "1".to_owned(),
            started_by: "ecs-svc/1".to_owned(),
            task_definition_arn: String::new(),
            stop_code: stop_code.to_owned(),
            reason: reason.to_owned(),
            stopped_at_ms: None,
            containers: vec![StoppedContainer {
                name: "web".to_owned(),
                exit_code,
                reason: None,
                log: Vec::new(),
                log_place: None,
            }],
        }
    }

    #[test]
    fn names_the_image_that_is_missing() {
        let words = stopped(&task(
            "TaskFailedToStart",
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/nginx:missing: not found",
            None,
        ));
        assert_eq!(
            words,
            "The image docker.io/library/nginx:missing does not exist in its registry. Check its name and its tag, or push it first."
        );
    }

    #[test]
    fn says_what_an_exit_code_means() {
        let words = stopped(&task(
            "EssentialContainerExited",
            "Essential container in task exited",
            Some(1),
        ));
        assert_eq!(
            words,
            "Container web ended with exit code 1: look at its log."
        );
    }
}
