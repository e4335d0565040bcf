//! Rules about what Fargate, Windows and awsvpc do not have.

use crate::check::context::{Context, Findings, NetworkMode, in_task, remove, set, text};
use crate::check::path::Path;
use crate::check::rule::{Rule, api, error, guide, refusal};
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::{
    self, Element, List, Member, Platform, Structure, Value, cpu_units, memory_mib,
};

pub(super) const RULES: &[Rule] = &[
    error(
        "fargate-size",
        size,
        "Fargate has fixed pairs of CPU and memory.",
        refusal("No Fargate configuration exists for given values"),
    ),
    error(
        "fargate-network-mode",
        network_mode,
        "Fargate runs tasks in awsvpc mode only.",
        refusal("Fargate only supports network mode 'awsvpc'."),
    ),
    error(
        "not-on-platform",
        not_on_platform,
        "Some members are not for Fargate, Windows or awsvpc.",
        guide("fargate-tasks-services"),
    ),
    error(
        "fargate-log-driver",
        log_driver,
        "Fargate has the log drivers awslogs, splunk and awsfirelens.",
        refusal("Must be one of [awslogs,splunk,awsfirelens]"),
    ),
    error(
        "fargate-timeout",
        timeout,
        "On Fargate containers start and stop within 2 to 120 seconds.",
        api("ContainerDefinition"),
    ),
    error(
        "fargate-process-namespace",
        process_namespace,
        "On Fargate containers share only the task's process namespace.",
        refusal("Tasks using the Fargate launch type do not support pidMode 'host'."),
    ),
    error(
        "fargate-capability",
        capability,
        "Fargate lets containers have SYS_PTRACE and no other more capability.",
        refusal("NET_ADMIN is not allowed on Fargate."),
    ),
    error(
        "fargate-gpu",
        gpu,
        "Fargate has no GPUs.",
        refusal("Tasks using the Fargate launch type do not support GPU resource requirements."),
    ),
];

/// Memory sizes for a CPU size: the least, the most, and the step between, in MiB.
const SIZES: &[(i64, i64, i64, i64)] = &[
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16_384, 1024),
    (4096, 8192, 30_720, 1024),
    (8192, 16_384, 61_440, 4096),
    (16_384, 32_768, 122_880, 8192),
];

/// The CPU sizes whose memory sizes follow no step.
const LISTED: &[(i64, &[i64])] = &[
    (256, &[512, 1024, 2048]),
    (32_768, &[61_440, 122_880, 249_856]),
];

/// The memory sizes that Fargate has for a CPU size, in MiB; none where it has no such CPU size.
pub(crate) fn memory_sizes(cpu: i64) -> Vec<i64> {
    if let Some((_, sizes)) = LISTED.iter().find(|(size, _)| *size == cpu) {
        return sizes.to_vec();
    }
    let Some((_, least, most, step)) = SIZES.iter().find(|(size, ..)| *size == cpu) else {
        return Vec::new();
    };
    let count = (most - least) / step;
    (0..=count).map(|at| least + at * step).collect()
}

fn size(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() || context.task_definition.is_none() {
        return;
    }
    for name in ["cpu", "memory"] {
        if !context.task_has(name) {
            found.add(
                in_task(Pointer::root().member(name)),
                format!(
                    "Give the task's {name}: Fargate needs it, such as cpu 256 with memory 512"
                ),
            );
        }
    }
    let cpu = context.task_text("cpu").and_then(cpu_units);
    let memory = context.task_text("memory").and_then(memory_mib);
    let (Some(cpu), Some(memory)) = (cpu, memory) else {
        return;
    };
    let sizes = memory_sizes(cpu);
    if sizes.is_empty() {
        found.add(
            in_task("/cpu"),
            "Choose 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units: Fargate has no others",
        );
    } else if context.on_windows() && !(1024..=4096).contains(&cpu) {
        found.add(
            in_task("/cpu"),
            "Choose 1024, 2048 or 4096 CPU units for Windows on Fargate",
        );
    } else if !sizes.contains(&memory) {
        let larger = sizes.iter().find(|size| **size > memory).or(sizes.last());
        let at = Pointer::parse("/memory");
        let fix = larger.map(|size| {
            set(
                format!("Set memory to {size}"),
                &at,
                &Json::from(size.to_string()),
            )
        });
        let words = range_words(&sizes);
        found.fixable(
            in_task(&at),
            format!("Choose {words} for {cpu} CPU units: Fargate has no {memory} MiB for them"),
            fix,
        );
    }
}

fn range_words(sizes: &[i64]) -> String {
    match sizes {
        [least, second, .., most] if sizes.len() > 3 => {
            format!("{least} to {most} MiB in steps of {}", second - least)
        }
        few => {
            let words: Vec<String> = few.iter().map(i64::to_string).collect();
            format!("{} MiB", words.join(", "))
        }
    }
}

fn network_mode(context: &Context<'_>, found: &mut Findings) {
    let other = !matches!(
        context.network_mode(),
        NetworkMode::Awsvpc | NetworkMode::Unknown
    );
    if context.on_fargate() && other {
        let at = Pointer::parse("/networkMode");
        found.fixable(
            in_task(&at),
            "Set networkMode to awsvpc: Fargate has no other",
            Some(set("Set to awsvpc", &at, &Json::from("awsvpc"))),
        );
    }
}

/// What the schema says a platform does not have.
fn not_on_platform(context: &Context<'_>, found: &mut Findings) {
    let Some(json) = context.task_definition else {
        return;
    };
    let mut platforms = Vec::new();
    if context.on_fargate() {
        platforms.push((Platform::Fargate, "Fargate"));
    }
    if context.on_windows() {
        platforms.push((Platform::Windows, "Windows"));
    }
    if context.network_mode() == NetworkMode::Awsvpc {
        platforms.push((Platform::Awsvpc, "the awsvpc network mode"));
    }
    if !platforms.is_empty() {
        let root = schema::root(DocumentKind::TaskDefinition);
        look(root, json, &Path::root(), &platforms, found);
    }
}

fn look(
    structure: &'static Structure,
    json: &Json,
    at: &Path<'_>,
    platforms: &[(Platform, &str)],
    found: &mut Findings,
) {
    for (name, value) in json.as_object().unwrap_or_default() {
        let Some(member) = structure.member(name) else {
            continue;
        };
        let here = at.member(name);
        let refused = platforms
            .iter()
            .find(|(platform, _)| member.not_on.contains(platform));
        if let Some((_, words)) = refused
            && is_used(value)
        {
            found.fixable(
                in_task(here.pointer()),
                format!("Remove {name}: there is no such thing with {words}"),
                remove(&here.pointer()),
            );
        } else {
            look_inside(member, value, &here, platforms, found);
        }
    }
}

fn look_inside(
    member: &Member,
    value: &Json,
    at: &Path<'_>,
    platforms: &[(Platform, &str)],
    found: &mut Findings,
) {
    match &member.value {
        Value::Object(inner) => look(inner, value, at, platforms, found),
        Value::List(List {
            element: Element::Object(inner),
            ..
        }) => {
            for (index, element) in value.as_array().unwrap_or_default().iter().enumerate() {
                look(inner, element, &at.index(index), platforms, found);
            }
        }
        _ => {}
    }
}

/// Whether a member asks for something: `false`, `null` and what is empty do not.
fn is_used(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(elements) => !elements.is_empty(),
        Json::Object(members) => members.iter().any(|(_, value)| is_used(value)),
        Json::Bool(true) | Json::Number(_) => true,
    }
}

fn log_driver(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        let driver = container
            .json
            .at(&Pointer::parse("/logConfiguration/logDriver"))
            .and_then(Json::as_str);
        if let Some("json-file" | "syslog" | "journald" | "gelf" | "fluentd") = driver {
            found.add(
                in_task(container.at.member("logConfiguration").member("logDriver")),
                "Use awslogs, splunk or awsfirelens: Fargate has no other log drivers",
            );
        }
    }
}

fn timeout(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        for name in ["startTimeout", "stopTimeout"] {
            if let Some(seconds) = container.number(name)
                && !(2..=120).contains(&seconds)
            {
                found.add(
                    in_task(container.at.member(name)),
                    format!("Set {name} to 2 to 120 seconds, the most that Fargate has"),
                );
            }
        }
    }
}

fn process_namespace(context: &Context<'_>, found: &mut Findings) {
    if context.on_fargate() && context.task_text("pidMode") == Some("host") {
        found.add(
            in_task("/pidMode"),
            "Set pidMode to task, or remove it: Fargate has no instance to share",
        );
    }
}

fn capability(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        let pointer = Pointer::parse("/linuxParameters/capabilities/add");
        let added = container.json.at(&pointer).and_then(Json::as_array);
        for (index, capability) in added.unwrap_or_default().iter().enumerate() {
            if capability.as_str().is_some_and(|name| name != "SYS_PTRACE") {
                let at = container.at.member("linuxParameters");
                found.add(
                    in_task(at.member("capabilities").member("add").index(index)),
                    "Remove the capability: Fargate adds SYS_PTRACE and no other",
                );
            }
        }
    }
}

fn gpu(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        for (at, requirement) in container.elements("resourceRequirements") {
            if text(requirement, "type") == Some("GPU") {
                found.add(
                    in_task(at),
                    "Remove the GPU, or run the task on EC2: Fargate has none",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LISTED, SIZES, memory_sizes};

    #[test]
    fn knows_all_77_sizes() {
        let cpus = SIZES
            .iter()
            .map(|(cpu, ..)| *cpu)
            .chain(LISTED.iter().map(|(cpu, _)| *cpu));
        assert_eq!(cpus.map(|cpu| memory_sizes(cpu).len()).sum::<usize>(), 77);
        assert!(memory_sizes(8192).contains(&20_480));
        assert!(!memory_sizes(8192).contains(&17_408));
        assert!(memory_sizes(300).is_empty());
    }
}
