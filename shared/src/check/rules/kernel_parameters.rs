//! Rules about the kernel parameters that a container sets.

use crate::check::context::{Context, NetworkMode, filled, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, api, error, warning};
use crate::placeholder::looks_unfilled;

pub(super) const RULES: &[Rule] = &[
    error(
        "kernel-parameter-refused",
        refused_parameter,
        "Containers may set only kernel parameters of their own namespaces.",
        api("SystemControl"),
    ),
    error(
        "kernel-parameter-of-host-network",
        network_parameter,
        "In host mode the network is the instance's.",
        api("SystemControl"),
    ),
    error(
        "kernel-parameter-of-host-ipc",
        ipc_parameter,
        "With the instance's IPC namespace its parameters are the instance's.",
        api("SystemControl"),
    ),
    warning(
        "kernel-parameter-contradicted",
        contradicted_parameter,
        "Containers that share a network agree on its parameters.",
        api("SystemControl"),
    ),
];

/// The kernel's parameters of the IPC namespace, besides those of POSIX message queues.
const IPC_PARAMETERS: [&str; 8] = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
];

fn is_of_ipc(namespace: &str) -> bool {
    IPC_PARAMETERS.contains(&namespace) || namespace.starts_with("fs.mqueue.")
}

fn is_of_network(namespace: &str) -> bool {
    namespace.starts_with("net.")
}

fn refused_parameter(context: &Context<'_>, found: &mut Findings) {
    each_parameter(context, found, |namespace| {
        (!is_of_network(namespace) && !is_of_ipc(namespace)).then_some(
            "Set this parameter on the instance: containers may set net.*, fs.mqueue.* and the parameters of kernel messages, semaphores and shared memory",
        )
    });
}

fn network_parameter(context: &Context<'_>, found: &mut Findings) {
    if context.network_mode() == NetworkMode::Host {
        each_parameter(context, found, |namespace| {
            is_of_network(namespace).then_some(
                "Remove the parameter, or choose another network mode: in host mode the network is the instance's",
            )
        });
    }
}

fn ipc_parameter(context: &Context<'_>, found: &mut Findings) {
    if context.task_text("ipcMode") == Some("host") && !context.on_fargate() {
        each_parameter(context, found, |namespace| {
            is_of_ipc(namespace).then_some(
                "Remove the parameter, or set ipcMode to task: with host the IPC namespace is the instance's",
            )
        });
    }
}

/// Looks at every kernel parameter; what is wrong with one is found at its namespace.
fn each_parameter(
    context: &Context<'_>,
    found: &mut Findings,
    wrong: impl Fn(&str) -> Option<&'static str>,
) {
    if context.on_windows() {
        return;
    }
    for container in &context.containers {
        for (at, control) in container.elements("systemControls") {
            if let Some(message) = filled(control, "namespace").and_then(&wrong) {
                found.add(in_task(at.member("namespace")), message);
            }
        }
    }
}

fn contradicted_parameter(context: &Context<'_>, found: &mut Findings) {
    if context.network_mode() != NetworkMode::Awsvpc || context.on_windows() {
        return;
    }
    let mut earlier: Vec<(&str, &str)> = Vec::new();
    for container in &context.containers {
        let before = earlier.len();
        for (at, control) in container.elements("systemControls") {
            let Some(name) = filled(control, "namespace").filter(|name| is_of_network(name)) else {
                continue;
            };
            let Some(value) = text(control, "value").filter(|value| !looks_unfilled(value)) else {
                continue;
            };
            let of_others = earlier.iter().take(before);
            if of_others
                .clone()
                .any(|(other, other_value)| *other == name && *other_value != value)
            {
                found.add(
                    in_task(at.member("value")),
                    format!("Give {name} the same value in all containers: they share the task's network, and the last one to start would win"),
                );
            } else if earlier.len() < MOST_COMPARED {
                earlier.push((name, value));
            }
        }
    }
}

/// More parameters than these are not compared, so that a document of thousands does not take
/// seconds.
const MOST_COMPARED: usize = 200;
