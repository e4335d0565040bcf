//! Rules about operating systems and processors, and about what only some launch types have.

use crate::check::context::{Context, NetworkMode, filled, text};
use crate::check::findings::{Findings, in_task, remove};
use crate::check::rule::{Rule, api, error, guide, refusal, warning};
use crate::issue::Severity;
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "fargate-operating-system",
        operating_system,
        "Fargate runs Linux and the long-lived Windows Server versions from 2019 on.",
        guide("fargate-tasks-services"),
    ),
    error(
        "windows-processor",
        windows_processor,
        "Windows runs on X86_64.",
        refusal("No Fargate configuration exists for given values"),
    ),
    error(
        "windows-network-mode",
        windows_network_mode,
        "Windows instances have their own network mode and awsvpc.",
        api("RegisterTaskDefinition"),
    ),
    error(
        "windows-volume-driver",
        windows_volume_driver,
        "Windows has only the local volume driver.",
        api("DockerVolumeConfiguration"),
    ),
    error(
        "ephemeral-storage-unsupported",
        ephemeral_storage,
        "Only Linux tasks on Fargate can have more ephemeral storage.",
        refusal("Tasks using the EC2 launch type do not support EphemeralStorage."),
    ),
    warning(
        "fargate-limit-ignored",
        limit_ignored,
        "Fargate sets the number of open files and no other limit.",
        guide("fargate-tasks-services"),
    ),
    error(
        "fargate-open-files",
        open_files,
        "Fargate lets a container open at most 1048576 files.",
        guide("fargate-tasks-services"),
    ),
    error(
        "managed-instances-log-driver",
        managed_instances_log_driver,
        "Managed Instances have the log drivers awslogs, splunk, awsfirelens and json-file.",
        api("LogConfiguration"),
    ),
];

fn operating_system(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    let at = "/runtimePlatform/operatingSystemFamily";
    match context.operating_system() {
        Some(
            "WINDOWS_SERVER_2016_FULL" | "WINDOWS_SERVER_2004_CORE" | "WINDOWS_SERVER_20H2_CORE",
        ) => found.add(
            in_task(at),
            "Choose LINUX, or Windows Server 2019 or 2022: Fargate does not have this version",
        ),
        Some("WINDOWS_SERVER_2025_CORE" | "WINDOWS_SERVER_2025_FULL") => found.weaker(
            Severity::Warning,
            in_task(at),
            "Check that Fargate has Windows Server 2025 in your region: AWS lists 2019 and 2022",
        ),
        _ => {}
    }
}

fn windows_processor(context: &Context<'_>, found: &mut Findings) {
    let platform = context
        .task_definition
        .and_then(|definition| definition.get("runtimePlatform"));
    if context.on_windows()
        && platform.and_then(|platform| text(platform, "cpuArchitecture")) == Some("ARM64")
    {
        found.add(
            in_task("/runtimePlatform/cpuArchitecture"),
            "Set cpuArchitecture to X86_64: Windows containers have no other",
        );
    }
}

fn windows_network_mode(context: &Context<'_>, found: &mut Findings) {
    if !context.on_windows() || context.on_fargate() {
        return;
    }
    if matches!(
        context.network_mode(),
        NetworkMode::Bridge | NetworkMode::Host | NetworkMode::None
    ) {
        let at = Pointer::parse("/networkMode");
        found.fixable(
            in_task(&at),
            "Remove networkMode for Windows' own network, or set it to awsvpc: Windows has no others",
            remove(&at),
        );
    }
}

fn windows_volume_driver(context: &Context<'_>, found: &mut Findings) {
    if !context.on_windows() || context.on_fargate() {
        return;
    }
    for (at, volume) in context.task_elements("/volumes") {
        let driver = volume
            .get("dockerVolumeConfiguration")
            .and_then(|docker| filled(docker, "driver"));
        if driver.is_some_and(|driver| driver != "local") {
            let at = at.member("dockerVolumeConfiguration").member("driver");
            found.add(
                in_task(at),
                "Set driver to local: Windows containers have no other",
            );
        }
    }
}

fn ephemeral_storage(context: &Context<'_>, found: &mut Findings) {
    if !context.task_has("ephemeralStorage") {
        return;
    }
    let mut supported = context
        .task_elements("/requiresCompatibilities")
        .map(|(_, one)| one.as_str())
        .peekable();
    let only_on_ec2 = supported.peek().is_some() && supported.all(|one| one == Some("EC2"));
    let reason = if only_on_ec2 {
        "on EC2 a task has the instance's storage"
    } else if context.on_fargate() && context.on_windows() {
        "Windows tasks on Fargate have 20 GiB"
    } else {
        return;
    };
    let at = Pointer::parse("/ephemeralStorage");
    found.fixable(
        in_task(&at),
        format!("Remove ephemeralStorage: {reason}"),
        remove(&at),
    );
}

fn limit_ignored(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() || context.on_windows() {
        return;
    }
    for container in &context.containers {
        for (at, limit) in container.elements("ulimits") {
            if filled(limit, "name").is_some_and(|name| name != "nofile") {
                found.add(
                    in_task(at),
                    "Remove this limit: Fargate sets nofile and leaves the others as they are",
                );
            }
        }
    }
}

/// The most files that Fargate lets a container open.
const MOST_FILES: i64 = 1_048_576;

fn open_files(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() || context.on_windows() {
        return;
    }
    for container in &context.containers {
        for (at, limit) in container.elements("ulimits") {
            if text(limit, "name") != Some("nofile") {
                continue;
            }
            for name in ["softLimit", "hardLimit"] {
                let value = limit.get(name).and_then(Json::as_i64);
                if value.is_some_and(|value| value > MOST_FILES) {
                    found.add(
                        in_task(at.member(name)),
                        format!("Lower {name} to at most {MOST_FILES}: Fargate has no more files"),
                    );
                }
            }
        }
    }
}

fn managed_instances_log_driver(context: &Context<'_>, found: &mut Findings) {
    // What Fargate does not have is reported for Fargate.
    if !context.requires("MANAGED_INSTANCES") || context.on_fargate() {
        return;
    }
    for container in &context.containers {
        let driver = container.inner("logConfiguration", "logDriver");
        if let Some("syslog" | "journald" | "gelf" | "fluentd") = driver.and_then(Json::as_str) {
            found.add(
                in_task(container.place(&["logConfiguration", "logDriver"])),
                "Use awslogs, splunk, awsfirelens or json-file: Managed Instances have no other log drivers",
            );
        }
    }
}
