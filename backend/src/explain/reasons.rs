//! Reasons that one sentence explains: what they hold, and the sentence.

use shared::reason::without_names;

use super::Life;

/// What must all stand in a reason, and what it then means. The first that fits counts.
const REASONS: &[(&[&str], &str)] = &[
    (
        &["ResourceInitializationError"],
        "What the task needs before it starts could not be set up. Check the execution role and the network; DNS must be switched on in the VPC.",
    ),
    (
        &["failed container health checks"],
        "The container's own health check failed, so ECS stopped it. Run its command in the container, and give it time with startPeriod.",
    ),
    (
        &["Scaling activity initiated by"],
        "ECS stopped it because fewer tasks of this revision are wanted: it scales in, or goes back to another revision.",
    ),
    (
        &["OutOfMemory"],
        "It used more memory than it may, and was killed. Give it more memory, or let it use less.",
    ),
    (
        &["CannotStartContainer", "exec format error"],
        "The image is built for another processor than the task's. Build it for that platform, or set runtimePlatform.",
    ),
    (
        &["CannotStartContainer", "executable file not found"],
        "The container's command is not in its image. Correct command or entryPoint, or put the program into the image.",
    ),
    (
        &["CannotStartContainer", "no such file or directory"],
        "The container's command, or something that it is to mount, does not exist. Correct command, entryPoint, workingDirectory or mountPoints.",
    ),
    (
        &["CannotStartContainer", "permission denied"],
        "The container's command may not be run by its user. Make it executable in the image, or change user.",
    ),
    (
        &["CannotStartContainer", "port is already allocated"],
        "Another container has its host port already. Let ECS choose the host port with 0, or use another.",
    ),
    (
        &["CannotStartContainer", "log"],
        "The container could not be started because its log could not be set up. Check that the log group exists, and that the role may write to it.",
    ),
    (
        &["CannotStartContainer"],
        "The container could not be started. Check its command, its user and its mounts.",
    ),
    (
        &["CannotCreateContainer", "API error (500)"],
        "The container could not be created on its instance. Check the instance's disk and its Docker daemon.",
    ),
    (
        &["CannotCreateContainer"],
        "The container could not be created. Check its mounts, volumes and settings that the machine must support.",
    ),
    (
        &["CannotCreateVolume"],
        "A volume could not be made. Check the volumes of the task definition, and that the machine supports their driver.",
    ),
    (
        &["CannotStopContainer"],
        "The container could not be stopped in time. Let it end when it gets SIGTERM, or give it a longer stopTimeout.",
    ),
    (
        &["CannotInspectContainer"],
        "The machine under it could not tell how the container is. ECS starts another one; if it happens again, look at the machine's load and disk.",
    ),
    (
        &["TimeoutError"],
        "The container did not start or stop in time. Look at its log, and at the load of the machine; startTimeout gives it more time.",
    ),
    (
        &["ContainerRuntimeError"],
        "The runtime under the container failed. ECS starts another one; if it happens again, run the image elsewhere to see why.",
    ),
    (
        &["InternalError"],
        "Something failed inside AWS. ECS tries again; if it happens again, ask AWS support and name the task.",
    ),
    (
        &["SpotInterruption"],
        "AWS took its Spot capacity back; ECS starts another one where there is capacity. Use Fargate or On-Demand instances for what may not be interrupted.",
    ),
    (&["InsufficientFreeAddressesInSubnet"], NO_ADDRESS),
    (&["enough free addresses"], NO_ADDRESS),
    (&["insufficient IP addresses"], NO_ADDRESS),
    (
        &["RESOURCE:ENI"],
        "No network interface could be had for it. Use larger instances or more of them, switch on awsvpcTrunking, or on Fargate add a subnet with free addresses.",
    ),
    (&["Network Interface"], NO_INTERFACE),
    (&["network interface"], NO_INTERFACE),
    (&["RESOURCE:MEMORY"], NO_MEMORY),
    (&["RESOURCE:CPU"], NO_CPU),
    (&["RESOURCE:PORTS"], NO_PORT),
    (
        &["RESOURCE:GPU"],
        "No instance has enough free GPUs for it. Add instances with GPUs, or ask for fewer.",
    ),
    (&["EMPTY CAPACITY PROVIDER"], NO_INSTANCE),
    (&["NO ACTIVE INSTANCES"], NO_INSTANCE),
    (&["No Container Instances were found"], NO_INSTANCE),
    (
        &["ATTRIBUTE"],
        "No instance has an attribute that the task needs. Add instances that have it, or change what asks for it: placement constraints, the log driver or the network mode.",
    ),
    (
        &["AGENT"],
        "The agent of the instance that was chosen is not connected. Restart it there, or replace the instance.",
    ),
    (&["Capacity is unavailable"], NO_CAPACITY),
    (&["reached the limit on the number"], QUOTA),
    (&["is above your limit"], QUOTA),
    (
        &["unable to assume"],
        "ECS may not act as the task's role. Let ecs-tasks.amazonaws.com assume it in its trust policy.",
    ),
    (
        &["Host EC2"],
        "The instance under it was stopped or ended; ECS starts another one elsewhere.",
    ),
    (
        &["deregistration forced"],
        "Its instance was taken out of the cluster while it ran; ECS starts another one elsewhere.",
    ),
    (
        &["maintenance"],
        "AWS maintains or retires what it ran on, and replaces it. Nothing has to be done.",
    ),
];

pub(super) const NO_ADDRESS: &str = "No address is free for it in its subnets. Add a subnet, or free addresses in those that there are.";
const NO_INTERFACE: &str = "Its network interface could not be made or attached. Check the subnets, the security groups and the quota of network interfaces.";
pub(super) const NO_MEMORY: &str = "No instance has enough free memory for it. Add instances or larger ones, or give the task less memory.";
pub(super) const NO_CPU: &str = "No instance has enough free CPU for it. Add instances or larger ones, or give the task less CPU.";
pub(super) const NO_PORT: &str = "On every instance its host port is taken. Let ECS choose the host port with 0, add instances, or run fewer tasks.";
pub(super) const NO_INSTANCE: &str = "The cluster has no instance that it could run on. Add instances, or use a capacity provider that does, or Fargate.";
pub(super) const NO_CAPACITY: &str = "AWS has no capacity for it at the moment. ECS tries again by itself; subnets in more zones make it more likely to find some.";
pub(super) const QUOTA: &str = "A quota of the account is used up. Ask AWS for a higher one in Service Quotas, or let fewer tasks run.";

/// What it means instead for a task that runs once: ECS starts no other in its place.
const ONCE: &[(&[&str], &str)] = &[
    (
        &["CannotInspectContainer"],
        "The machine under it could not tell how the container is. Run it once more; if it happens again, look at the machine's load and disk.",
    ),
    (
        &["ContainerRuntimeError"],
        "The runtime under the container failed. Run it once more; if it happens again, run the image elsewhere to see why.",
    ),
    (
        &["InternalError"],
        "Something failed inside AWS. Run it once more; if it happens again, ask AWS support and name the task.",
    ),
    (
        &["Capacity is unavailable"],
        "AWS has no capacity for it at the moment. Run it once more later; subnets in more zones make it more likely to find some.",
    ),
    (&["Host EC2"], "The instance under it was stopped or ended."),
    (
        &["deregistration forced"],
        "Its instance was taken out of the cluster while it ran.",
    ),
    (&["maintenance"], "AWS maintains or retires what it ran on."),
];

/// The sentence of a reason.
pub(super) fn words(reason: &str, life: Life) -> Option<&'static str> {
    let said = without_names(reason);
    let (marks, words) = REASONS
        .iter()
        .find(|(marks, _)| marks.iter().all(|mark| said.contains(mark)))?;
    let once = ONCE
        .iter()
        .find(|(known, _)| life == Life::Once && known == marks);
    Some(once.map_or(words, |(_, words)| words))
}

/// The sentence of a failure of `RunTask`, whose reason is a mark of ECS's or its very words. Source:
/// "API failures messages".
pub(super) fn of_place(reason: &str, detail: &str) -> Option<&'static str> {
    const MARKS: [&str; 5] = [
        "RESOURCE:",
        "ATTRIBUTE",
        "AGENT",
        "EMPTY CAPACITY PROVIDER",
        "NO ACTIVE INSTANCES",
    ];
    const SAID: [&str; 4] = [
        "Capacity is unavailable",
        "No Container Instances were found",
        "reached the limit on the number",
        "is above your limit",
    ];
    if MARKS.iter().any(|mark| reason.starts_with(mark)) {
        return words(reason, Life::Once);
    }
    [reason, detail]
        .into_iter()
        .find(|text| SAID.iter().any(|said| text.contains(said)))
        .and_then(|text| words(text, Life::Once))
}
