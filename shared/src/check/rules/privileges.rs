//! Advice on what containers may do: the less, the less an intruder can.

use crate::check::container::Container;
use crate::check::context::{Context, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{PRACTICE, Rule, advice, api, guide};
use crate::json::Json;
use crate::placeholder::looks_unfilled;

pub(super) const RULES: &[Rule] = &[
    advice(
        "privileged-container",
        privileged,
        "Containers do without root's powers on the instance.",
        api("ContainerDefinition"),
    ),
    advice(
        "root-user",
        root_user,
        "Containers do not run as root.",
        api("ContainerDefinition"),
    ),
    advice(
        "root-file-system-writable",
        writable,
        "Containers write to their mounts only.",
        guide("security-tasks-containers"),
    ),
    advice(
        "capability-dangerous",
        dangerous_capability,
        "Containers do without the capabilities that lead out of them.",
        PRACTICE,
    ),
    advice(
        "capabilities-not-dropped",
        not_dropped,
        "Containers have only the capabilities that they need.",
        guide("security-tasks-containers"),
    ),
    advice(
        "host-network",
        host_network,
        "Containers have a network of their own.",
        PRACTICE,
    ),
    advice(
        "host-processes",
        host_processes,
        "Containers do not see the instance's processes.",
        api("RegisterTaskDefinition"),
    ),
    advice(
        "host-ipc",
        host_ipc,
        "Containers do not share memory with the instance.",
        api("RegisterTaskDefinition"),
    ),
    advice(
        "host-path-sensitive",
        host_path,
        "Containers do not mount the instance's own directories.",
        PRACTICE,
    ),
];

/// Whether the instance is one that containers could reach out to; Fargate refuses most of what
/// is asked here, and Windows has none of it, both by rules of their own.
fn on_linux_instances(context: &Context<'_>) -> bool {
    !context.on_fargate() && !context.on_windows()
}

fn privileged(context: &Context<'_>, found: &mut Findings) {
    if !on_linux_instances(context) {
        return;
    }
    for container in &context.containers {
        if container.json.get("privileged").and_then(Json::as_bool) == Some(true) {
            found.add(
                in_task(container.at.member("privileged")),
                format!(
                    "Do without privileged for {}: it has root's powers on the instance",
                    container.words()
                ),
            );
        }
    }
}

fn root_user(context: &Context<'_>, found: &mut Findings) {
    if context.on_windows() {
        return;
    }
    for container in &context.containers {
        let user = text(container.json, "user").unwrap_or_default();
        let name = user.split(':').next().unwrap_or_default();
        if matches!(name, "" | "root" | "0") {
            let reason = if user.is_empty() {
                "unless the image says otherwise it runs as root"
            } else {
                "it runs as root"
            };
            found.add(
                in_task(container.at.member("user")),
                format!(
                    "Give {} a user of its own, such as 1000: {reason}",
                    container.words()
                ),
            );
        }
    }
}

fn writable(context: &Context<'_>, found: &mut Findings) {
    if context.on_windows() {
        return;
    }
    for container in &context.containers {
        let read_only = container.json.get("readonlyRootFilesystem");
        if matches!(read_only, None | Some(Json::Null | Json::Bool(false))) {
            found.add(
                in_task(container.at.member("readonlyRootFilesystem")),
                format!(
                    "Set readonlyRootFilesystem to true for {} and mount what it writes to, so that an intruder cannot leave anything",
                    container.words()
                ),
            );
        }
    }
}

const DANGEROUS: [&str; 6] = [
    "ALL",
    "SYS_ADMIN",
    "NET_ADMIN",
    "SYS_MODULE",
    "SYS_PTRACE",
    "DAC_READ_SEARCH",
];

fn capabilities<'a>(container: &Container<'a>, list: &str) -> &'a [Json] {
    container
        .inner("linuxParameters", "capabilities")
        .and_then(|capabilities| capabilities.get(list))
        .and_then(Json::as_array)
        .unwrap_or_default()
}

fn dangerous_capability(context: &Context<'_>, found: &mut Findings) {
    if context.on_windows() {
        return;
    }
    let fargate = context.on_fargate();
    for container in &context.containers {
        for (index, name) in capabilities(container, "add").iter().enumerate() {
            let Some(name) = name.as_str().filter(|name| DANGEROUS.contains(name)) else {
                continue;
            };
            // The others are refused there.
            if fargate && name != "SYS_PTRACE" {
                continue;
            }
            let at = container.place(&["linuxParameters", "capabilities", "add"]);
            found.add(
                in_task(at.index(index)),
                format!(
                    "Do without {name} for {}: it is a way out of the container",
                    container.words()
                ),
            );
        }
    }
}

fn not_dropped(context: &Context<'_>, found: &mut Findings) {
    if context.on_windows() {
        return;
    }
    for container in &context.containers {
        let drops_all = |name: &Json| {
            name.as_str()
                .is_some_and(|name| name == "ALL" || looks_unfilled(name))
        };
        if !capabilities(container, "drop").iter().any(drops_all) {
            found.add(
                in_task(container.place(&["linuxParameters", "capabilities", "drop"])),
                format!(
                    "Drop ALL capabilities of {}, and add those back that it needs",
                    container.words()
                ),
            );
        }
    }
}

fn host_network(context: &Context<'_>, found: &mut Findings) {
    if on_linux_instances(context) && context.task_text("networkMode") == Some("host") {
        found.add(
            in_task("/networkMode"),
            "Choose awsvpc or bridge: with host the containers reach everything that listens on the instance",
        );
    }
}

fn host_processes(context: &Context<'_>, found: &mut Findings) {
    if on_linux_instances(context) && context.task_text("pidMode") == Some("host") {
        found.add(
            in_task("/pidMode"),
            "Set pidMode to task, or remove it: with host the containers see the instance's processes",
        );
    }
}

fn host_ipc(context: &Context<'_>, found: &mut Findings) {
    if on_linux_instances(context) && context.task_text("ipcMode") == Some("host") {
        found.add(
            in_task("/ipcMode"),
            "Set ipcMode to task or none: with host the containers share memory with the instance",
        );
    }
}

/// Directories of the instance that give power over it, and Docker's socket, which gives all.
const SENSITIVE: [&str; 7] = [
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/proc",
    "/sys",
    "/etc",
    "/root",
    "/var/lib/docker",
];

fn host_path(context: &Context<'_>, found: &mut Findings) {
    if !on_linux_instances(context) {
        return;
    }
    for (at, volume) in context.task_elements("/volumes") {
        let Some(path) = volume.get("host").and_then(|host| text(host, "sourcePath")) else {
            continue;
        };
        let plain = path.trim_end_matches('/');
        if path.starts_with('/') && (plain.is_empty() || SENSITIVE.contains(&plain)) {
            found.add(
                in_task(at.member("host").member("sourcePath")),
                "Mount a directory that holds only what the container needs: who can read or write this one has power over the instance",
            );
        }
    }
}
