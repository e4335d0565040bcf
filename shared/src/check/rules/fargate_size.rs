//! The rule about the sizes that tasks on Fargate have.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_task, set};
use crate::check::rule::{PRACTICE, Rule, advice, error, refusal};
use crate::fargate::{NEWEST, memory_sizes};
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::{cpu_units, memory_mib};

pub(super) const RULES: &[Rule] = &[
    error(
        "fargate-size",
        size,
        "Fargate has fixed pairs of CPU and memory.",
        refusal("No Fargate configuration exists for given values"),
    ),
    advice(
        "fargate-size-newest",
        newest,
        "The largest size is checked for its region.",
        PRACTICE,
    ),
];

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

fn newest(context: &Context<'_>, found: &mut Findings) {
    let cpu = context.task_text("cpu").and_then(cpu_units);
    let memory = context.task_text("memory").and_then(memory_mib);
    if let (Some(NEWEST), Some(memory)) = (cpu, memory)
        && context.on_fargate()
        && !context.on_windows()
        && memory_sizes(NEWEST).contains(&memory)
    {
        found.add(
            in_task("/cpu"),
            "Check that Fargate has 32 vCPU in your region: it is the newest size, and not every region may have it",
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
