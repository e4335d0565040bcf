//! Rules about what a container asks of the Linux kernel.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_task, set};
use crate::check::rule::{Rule, api, error, warning};
use crate::json::Json;
use crate::placeholder::looks_unfilled;

pub(super) const RULES: &[Rule] = &[
    error(
        "capability-unknown",
        capability_unknown,
        "Capabilities have the kernel's names in capitals, without CAP_.",
        api("KernelCapabilities"),
    ),
    error(
        "tmpfs-option-unknown",
        tmpfs_option,
        "Memory file systems take the mount options that are listed.",
        api("Tmpfs"),
    ),
    warning(
        "swappiness-ignored",
        swappiness,
        "Swappiness needs a limit of swap.",
        api("LinuxParameters"),
    ),
    error(
        "user-form",
        user,
        "A user is a name or a number, with a group after a colon.",
        api("ContainerDefinition"),
    ),
];

#[rustfmt::skip]
const CAPABILITIES: &[&str] = &[
    "ALL", "AUDIT_CONTROL", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE",
    "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
    "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE",
    "NET_BROADCAST", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN", "SYS_BOOT",
    "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE",
    "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
];

fn capability_unknown(context: &Context<'_>, found: &mut Findings) {
    // Windows has none at all, and Fargate adds only one.
    if context.on_windows() {
        return;
    }
    let fargate = context.on_fargate();
    for container in &context.containers {
        let Some(capabilities) = container.inner("linuxParameters", "capabilities") else {
            continue;
        };
        for list in ["add", "drop"] {
            if list == "add" && fargate {
                continue;
            }
            let names = capabilities.get(list).and_then(Json::as_array);
            for (index, name) in names.unwrap_or_default().iter().enumerate() {
                let Some(name) = name.as_str().filter(|name| !looks_unfilled(name)) else {
                    continue;
                };
                if CAPABILITIES.contains(&name) {
                    continue;
                }
                let at = container
                    .place(&["linuxParameters", "capabilities", list])
                    .index(index);
                let fix = known_capability(name)
                    .map(|known| set(format!("Write {known}"), &at, &Json::from(known)));
                found.fixable(
                    in_task(&at),
                    "Write the capability as the kernel calls it, in capitals and without CAP_, such as NET_ADMIN",
                    fix,
                );
            }
        }
    }
}

/// The capability that a name in other letters or with `CAP_` means.
fn known_capability(name: &str) -> Option<&'static str> {
    let upper = name.to_ascii_uppercase();
    let plain = upper.strip_prefix("CAP_").unwrap_or(&upper);
    CAPABILITIES.iter().copied().find(|known| *known == plain)
}

#[rustfmt::skip]
const MOUNT_OPTIONS: &[&str] = &[
    "defaults", "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async",
    "dirsync", "remount", "mand", "nomand", "atime", "noatime", "diratime", "nodiratime", "bind",
    "rbind", "unbindable", "runbindable", "private", "rprivate", "shared", "rshared", "slave",
    "rslave", "relatime", "norelatime", "strictatime", "nostrictatime", "mode", "uid", "gid",
    "nr_inodes", "nr_blocks", "mpol",
];

fn tmpfs_option(context: &Context<'_>, found: &mut Findings) {
    if context.on_fargate() || context.on_windows() {
        return;
    }
    for container in &context.containers {
        for (at, tmpfs) in container.inner_elements("linuxParameters", "tmpfs") {
            let options = tmpfs.get("mountOptions").and_then(Json::as_array);
            for (index, option) in options.unwrap_or_default().iter().enumerate() {
                let Some(option) = option.as_str().filter(|option| !looks_unfilled(option)) else {
                    continue;
                };
                // Such as mode=1777.
                let name = option.split('=').next().unwrap_or_default();
                if !MOUNT_OPTIONS.contains(&name) {
                    found.add(
                        in_task(at.member("mountOptions").index(index)),
                        "Choose a mount option that ECS takes, such as rw, noexec, nosuid, nodev or mode",
                    );
                }
            }
        }
    }
}

fn swappiness(context: &Context<'_>, found: &mut Findings) {
    if context.on_fargate() || context.on_windows() {
        return;
    }
    for container in &context.containers {
        let set = |name| {
            container
                .inner("linuxParameters", name)
                .is_some_and(|value| !value.is_null())
        };
        if set("swappiness") && !set("maxSwap") {
            let at = container.place(&["linuxParameters", "swappiness"]);
            found.add(
                in_task(at),
                "Give maxSwap as well, or remove swappiness: it is ignored without",
            );
        }
    }
}

fn user(context: &Context<'_>, found: &mut Findings) {
    if context.on_windows() {
        return;
    }
    for container in &context.containers {
        if container.text("user").is_some_and(|user| !is_user(user)) {
            found.add(
                in_task(container.at.member("user")),
                format!("Write the user of {} as a name or number, with a group after a colon where it needs one, such as 1000:1000", container.words()),
            );
        }
    }
}

fn is_user(text: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.contains(|one: char| one.is_whitespace() || one.is_control())
    };
    match text.split_once(':') {
        Some((user, group)) => fits(user) && fits(group) && !group.contains(':'),
        None => fits(text),
    }
}
