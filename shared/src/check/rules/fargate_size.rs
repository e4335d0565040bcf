//! The rule about the sizes that tasks on Fargate have.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_task, set};
use crate::check::rule::{PRACTICE, Rule, advice, error, refusal};
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

/// The size that came last.
const NEWEST: i64 = 32_768;

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
