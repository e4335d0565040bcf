//! What Fargate does not take.

use serde_json::Value;

use super::{Verdict, draft::Draft};
use crate::{
    ecs::{object::is_filled_list, refusal::client, task_definition::NetworkMode},
    input,
};

/// CPU units, then the memory in MiB that goes with them: from, to, by steps of.
const SIZES: [(i64, i64, i64, i64); 7] = [
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16384, 1024),
    (4096, 8192, 30720, 1024),
    (8192, 16384, 61440, 4096),
    (16384, 32768, 122_880, 8192),
    (256, 1024, 2048, 1024),
];
/// Sizes that fit in no row.
const SINGLE_SIZES: [(i64, i64); 4] = [
    (256, 512),
    (32768, 61440),
    (32768, 122_880),
    (32768, 249_856),
];

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    if draft.requires("EC2") && !draft.is_fargate && draft.body.contains_key("ephemeralStorage") {
        return Err(client(
            "Tasks using the EC2 launch type do not support EphemeralStorage.",
        ));
    }
    check_ephemeral_storage(draft)?;
    if !draft.is_fargate {
        return Ok(());
    }
    if draft.mode != NetworkMode::Awsvpc {
        return Err(client("Fargate only supports network mode ‘awsvpc’."));
    }
    check_size(draft)?;
    check_task_members(draft)?;
    for container in draft.containers {
        check_container(container)?;
        check_linux_parameters(container)?;
        check_image_role(draft, container)?;
    }
    for volume in draft.list("volumes") {
        check_volume(volume)?;
    }
    Ok(())
}

fn check_size(draft: &Draft<'_>) -> Verdict {
    for member in ["cpu", "memory"] {
        if draft.text(member).is_none() {
            return Err(client(format!(
                "Fargate requires that '{member}' be defined at the task level."
            )));
        }
    }
    let cpu = draft.number("cpu").unwrap_or_default();
    let memory = draft.number("memory").unwrap_or_default();
    let is_arm = draft
        .body
        .get("runtimePlatform")
        .and_then(|platform| input::text(platform, "cpuArchitecture"))
        == Some("ARM64");
    let is_offered = !draft.is_windows || (1024..=4096).contains(&cpu) && !is_arm;
    if is_offered && is_size(cpu, memory) {
        return Ok(());
    }
    Err(client(format!(
        "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the \
         Amazon ECS documentation for the valid values."
    )))
}

fn is_size(cpu: i64, memory: i64) -> bool {
    SINGLE_SIZES.contains(&(cpu, memory))
        || SIZES.iter().any(|(size, from, to, step)| {
            *size == cpu && (*from..=*to).contains(&memory) && (memory - from) % step == 0
        })
}

fn check_ephemeral_storage(draft: &Draft<'_>) -> Verdict {
    let Some(size) = draft
        .body
        .get("ephemeralStorage")
        .and_then(|storage| input::number(storage, "sizeInGiB"))
    else {
        return Ok(());
    };
    if size < 21 {
        return Err(client("EphemeralStorage size should be at least 21"));
    }
    if size > 200 {
        return Err(client("EphemeralStorage size should be at most 200"));
    }
    Ok(())
}

fn check_task_members(draft: &Draft<'_>) -> Verdict {
    if !draft.list("placementConstraints").is_empty() {
        return Err(unsupported("constraints"));
    }
    if draft.body.contains_key("ipcMode") {
        return Err(unsupported("ipcMode"));
    }
    if draft.text("pidMode") == Some("host") {
        return Err(client(
            "Tasks using the Fargate launch type do not support pidMode 'host'. The supported \
             value for pidMode is 'task'.",
        ));
    }
    Ok(())
}

fn check_container(container: &Value) -> Verdict {
    if input::flag(container, "privileged") {
        return Err(client(
            "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.",
        ));
    }
    if is_filled_list(container.get("dockerSecurityOptions")) {
        return Err(unsupported("dockerSecurityOptions"));
    }
    let asks_for_gpu = input::list(container, "resourceRequirements")
        .iter()
        .any(|requirement| input::text(requirement, "type") == Some("GPU"));
    if asks_for_gpu {
        return Err(client(
            "Tasks using the Fargate launch type do not support GPU resource requirements.",
        ));
    }
    Ok(())
}

fn check_linux_parameters(container: &Value) -> Verdict {
    let Some(parameters) = container.get("linuxParameters") else {
        return Ok(());
    };
    for member in ["devices", "tmpfs"] {
        if is_filled_list(parameters.get(member)) {
            return Err(unsupported(member));
        }
    }
    for member in ["sharedMemorySize", "maxSwap", "swappiness"] {
        if parameters.get(member).is_some() {
            return Err(unsupported(member));
        }
    }
    let added = parameters
        .get("capabilities")
        .map(|capabilities| input::texts(capabilities, "add"))
        .unwrap_or_default();
    match added.iter().find(|name| *name != "SYS_PTRACE") {
        Some(name) => Err(client(format!("{name} is not allowed on Fargate."))),
        None => Ok(()),
    }
}

fn check_image_role(draft: &Draft<'_>, container: &Value) -> Verdict {
    let image = input::text(container, "image").unwrap_or_default();
    let host = image.split('/').next().unwrap_or_default();
    let is_ecr = host.contains(".dkr.ecr.") && host.contains(".amazonaws.com");
    if is_ecr && !draft.has_execution_role() {
        return Err(client(
            "Fargate requires task definition to have execution role ARN to support ECR images.",
        ));
    }
    Ok(())
}

fn check_volume(volume: &Value) -> Verdict {
    if volume
        .get("host")
        .is_some_and(|host| input::text(host, "sourcePath").is_some())
    {
        return Err(unsupported("sourcePath"));
    }
    for member in [
        "dockerVolumeConfiguration",
        "fsxWindowsFileServerVolumeConfiguration",
    ] {
        if volume.get(member).is_some() {
            return Err(unsupported(member));
        }
    }
    Ok(())
}

fn unsupported(member: &str) -> crate::error::AwsError {
    client(format!(
        "Fargate compatible task definitions do not support {member}"
    ))
}

#[cfg(test)]
mod tests {
    use super::is_size;

    #[test]
    fn knows_the_sizes_that_fargate_offers() {
        for size in [
            (256, 512),
            (256, 2048),
            (1024, 3072),
            (8192, 20480),
            (32768, 249_856),
        ] {
            assert!(is_size(size.0, size.1), "{size:?}");
        }
        for size in [
            (256, 1536),
            (512, 512),
            (8192, 17408),
            (1000, 2048),
            (32768, 65536),
        ] {
            assert!(!is_size(size.0, size.1), "{size:?}");
        }
    }
}
