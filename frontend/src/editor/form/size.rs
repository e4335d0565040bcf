//! The size of a task: on Fargate one of the pairs of CPU and memory that there are.

use leptos::prelude::*;
use shared::fargate;
use shared::issue::DocumentKind::TaskDefinition;
use shared::json::Json;

use super::scalar::Typed;
use crate::editor::binding::{Holds, Spot};
use crate::editor::editing::Editor;
use crate::editor::history::Place;
use crate::ui::{Choice, Note, SelectField};

/// The task's CPU and memory.
#[component]
pub(super) fn Size(editor: Editor) -> impl IntoView {
    let on_fargate = Memo::new(move |_| editor.setting().get().on_fargate);
    move || {
        if on_fargate.get() {
            view! { <Pair editor /> }.into_any()
        } else {
            let root = Spot::root(editor, TaskDefinition);
            view! {
                <div class="columns">
                    <Typed spot=root.child("cpu") holds=Holds::OptionalText />
                    <Typed spot=root.child("memory") holds=Holds::OptionalText />
                </div>
            }
            .into_any()
        }
    }
}

/// Fargate's pairs: the processor first, then the memory that goes with it.
#[component]
fn Pair(editor: Editor) -> impl IntoView {
    let root = Spot::root(editor, TaskDefinition);
    let (cpu, memory) = (root.child("cpu"), root.child("memory"));
    let (cpu_value, memory_value) = (cpu.value(), memory.value());
    let pair = Memo::new(move |_| match (cpu_value.get(), memory_value.get()) {
        (cpu, memory) if cpu.is_empty() && memory.is_empty() => String::new(),
        (cpu, memory) => format!("{cpu}/{memory}"),
    });
    let pairs = fargate::EVERYWHERE
        .into_iter()
        .flat_map(|cpu| {
            fargate::memory_sizes(cpu)
                .into_iter()
                .map(move |memory| (cpu, memory))
        })
        .map(|(cpu, memory)| {
            let label = format!("{}, {}", cpu_words(cpu), memory_words(memory));
            Choice::new(&format!("{cpu}/{memory}"), &label)
        });
    let pairs: Vec<Choice> = std::iter::once(Choice::new("", "Not chosen yet"))
        .chain(pairs)
        .collect();
    let choose = {
        let (cpu, memory) = (cpu.clone(), memory.clone());
        move |chosen: String| {
            if let Some((units, mib)) = chosen.split_once('/') {
                editor.edit(TaskDefinition, Place::Whole, |document| {
                    let json = document.json_mut();
                    json.set(&cpu.pointer, Json::from(units));
                    json.set(&memory.pointer, Json::from(mib));
                });
            }
            cpu.touch();
            memory.touch();
        }
    };
    let notes = {
        let (of_cpu, of_memory) = (cpu.notes(), memory.notes());
        Signal::derive(move || {
            let mut all: Vec<Note> = of_cpu.get();
            all.extend(of_memory.get());
            all
        })
    };
    view! {
        <SelectField
            id=cpu.id()
            label="Task CPU and memory"
            help="What all containers of the task share. Fargate has these pairs alone, and bills by them."
            choices=pairs
            value=pair
            on_choose=choose
            notes
        />
    }
}

/// A size of CPU as people say it.
fn cpu_words(cpu: i64) -> String {
    match cpu {
        256 => "0.25 vCPU".to_owned(),
        512 => "0.5 vCPU".to_owned(),
        units => format!("{} vCPU", units / 1024),
    }
}

/// A size of memory as people say it.
fn memory_words(mib: i64) -> String {
    match mib {
        512 => "0.5 GB".to_owned(),
        mib => format!("{} GB", mib / 1024),
    }
}

#[cfg(test)]
mod tests {
    use super::{cpu_words, memory_words};

    #[test]
    fn sizes_are_said_as_the_price_list_says_them() {
        assert_eq!(cpu_words(256), "0.25 vCPU");
        assert_eq!(cpu_words(4096), "4 vCPU");
        assert_eq!(memory_words(512), "0.5 GB");
        assert_eq!(memory_words(30_720), "30 GB");
    }
}
