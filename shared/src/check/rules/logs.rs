//! Rules about where output goes.

use crate::check::container::Container;
use crate::check::context::{Context, filled, is_set, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, api, error, refusal};
use crate::issue::Severity;
use crate::json::Json;
use crate::placeholder::looks_unfilled;

const LOGS: &str = "logConfiguration";
const OPTIONS: &str = "options";

pub(super) const RULES: &[Rule] = &[
    error(
        "log-options",
        awslogs_options,
        "awslogs needs a group, a region and on Fargate a stream prefix.",
        refusal("Log driver awslogs requires options: awslogs-group"),
    ),
    error(
        "log-options-splunk",
        splunk_options,
        "splunk needs an address and a token.",
        api("LogConfiguration"),
    ),
    error(
        "log-option-unknown",
        unknown_option,
        "awslogs has the options that are listed.",
        api("LogConfiguration"),
    ),
    error(
        "log-group-name",
        group_name,
        "A log group has a name that CloudWatch Logs takes.",
        api("LogConfiguration"),
    ),
    error(
        "log-mode",
        mode,
        "A container waits for its log driver or does not.",
        api("LogConfiguration"),
    ),
];

/// The options of a container's log driver, where it uses this one.
fn options<'a>(container: &Container<'a>, driver: &str) -> Option<&'a Json> {
    let configuration = container.json.get("logConfiguration")?;
    (text(configuration, "logDriver") == Some(driver)).then_some(configuration)
}

/// Whether an option is given, also as a secret.
fn has(configuration: &Json, option: &str) -> bool {
    let plain = configuration
        .get("options")
        .is_some_and(|options| is_set(options, option));
    let secret = configuration
        .get("secretOptions")
        .and_then(Json::as_array)
        .is_some_and(|all| all.iter().any(|one| text(one, "name") == Some(option)));
    plain || secret
}

fn awslogs_options(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = options(container, "awslogs") else {
            continue;
        };
        let at = container.at.member("logConfiguration").member("options");
        if !has(configuration, "awslogs-group") {
            found.add(
                in_task(at.member("awslogs-group")),
                "Give the option awslogs-group, the log group such as /ecs/web",
            );
        }
        if !has(configuration, "awslogs-region") {
            // Registration accepts it without on EC2, where the agent knows its region.
            found.fixable(
                in_task(at.member("awslogs-region")),
                "Give the option awslogs-region, such as eu-central-1",
                None,
            );
        }
        if context.on_fargate() && !has(configuration, "awslogs-stream-prefix") {
            found.add(
                in_task(at.member("awslogs-stream-prefix")),
                "Give the option awslogs-stream-prefix, such as web: Fargate needs it",
            );
        }
        if has(configuration, "awslogs-datetime-format")
            && has(configuration, "awslogs-multiline-pattern")
        {
            found.add(
                in_task(at.member("awslogs-multiline-pattern")),
                "Keep either awslogs-multiline-pattern or awslogs-datetime-format: both split lines",
            );
        }
    }
}

fn splunk_options(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = options(container, "splunk") else {
            continue;
        };
        let at = container.at.member("logConfiguration").member("options");
        for option in ["splunk-token", "splunk-url"] {
            if !has(configuration, option) {
                found.add(
                    in_task(at.member(option)),
                    format!("Give the option {option}, best as a secret option"),
                );
            }
        }
    }
}

/// What awslogs can be told.
const AWSLOGS_OPTIONS: [&str; 8] = [
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-group",
    "awslogs-multiline-pattern",
    "awslogs-region",
    "awslogs-stream-prefix",
    MODE,
    BUFFER,
];
const MODE: &str = "mode";
const BUFFER: &str = "max-buffer-size";

/// The containers that use awslogs, with its options.
fn awslogs<'c, 'a>(
    context: &'c Context<'a>,
) -> impl Iterator<Item = (&'c Container<'a>, &'a Json)> {
    context.containers.iter().filter_map(|container| {
        let configuration = options(container, "awslogs")?;
        Some((container, configuration.get("options")?))
    })
}

fn unknown_option(context: &Context<'_>, found: &mut Findings) {
    for (container, options) in awslogs(context) {
        for (name, _) in options.as_object().unwrap_or_default() {
            if !AWSLOGS_OPTIONS.contains(&name.as_str()) && !looks_unfilled(name) {
                found.add(
                    in_task(container.place(&[LOGS, OPTIONS]).member(name)),
                    format!(
                        "Remove this option: awslogs takes {}",
                        AWSLOGS_OPTIONS.join(", ")
                    ),
                );
            }
        }
    }
}

/// The longest name of a log group.
const LONGEST_GROUP: usize = 512;

fn group_name(context: &Context<'_>, found: &mut Findings) {
    for (container, options) in awslogs(context) {
        let fits = |name: &str| {
            name.len() <= LONGEST_GROUP
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte))
        };
        if filled(options, "awslogs-group").is_some_and(|name| !fits(name)) {
            found.add(
                in_task(container.place(&[LOGS, OPTIONS, "awslogs-group"])),
                format!("Write the log group as at most {LONGEST_GROUP} letters, digits and . - _ / #, such as /ecs/web"),
            );
        }
    }
}

fn mode(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = container.json.get(LOGS) else {
            continue;
        };
        // A log router's options are those of its output.
        if text(configuration, "logDriver") == Some("awsfirelens") {
            continue;
        }
        let Some(options) = configuration.get(OPTIONS) else {
            continue;
        };
        match filled(options, MODE) {
            Some("blocking") if is_set(options, BUFFER) => found.weaker(
                Severity::Warning,
                in_task(container.place(&[LOGS, OPTIONS, BUFFER])),
                "Set mode to non-blocking, or remove max-buffer-size: there is no buffer while the container waits for its logs",
            ),
            None | Some("blocking" | "non-blocking") => {}
            Some(_) => found.add(
                in_task(container.place(&[LOGS, OPTIONS, MODE])),
                "Set mode to blocking or non-blocking",
            ),
        }
    }
}
