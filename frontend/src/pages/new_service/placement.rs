//! Where it runs: cluster, name, launch type, and what Fargate needs besides.

use leptos::prelude::*;
use shared::document::Document;
use shared::issue::DocumentKind::{Service, TaskDefinition};
use shared::json::{Json, Number};
use shared::pointer::Pointer;

use super::fields::{Bound, BoundCombobox};
use crate::editor::{CPUS, Editor, Holds, cpu_words, memories};
use crate::ui::{Choice, RadioGroup, SelectField};

const NETWORK: &str = "/networkConfiguration/awsvpcConfiguration";

#[component]
pub(super) fn Placement(editor: Editor) -> impl IntoView {
    let launch_type = Memo::new(move |_| launch_type(editor));
    let choices = vec![
        Choice {
            help: "On instances that you run in the cluster.".to_owned(),
            ..Choice::new("EC2", "EC2")
        },
        Choice {
            help: "Without instances of your own; every task gets its own address.".to_owned(),
            ..Choice::new("FARGATE", "Fargate")
        },
    ];
    let name_pointer = move || {
        let updates = editor
            .at(Service, &Pointer::root().member("service"))
            .is_some();
        if updates { "/service" } else { "/serviceName" }
    };
    let name_place = Memo::new(move |_| name_pointer());
    view! {
        <fieldset class="group">
            <legend class="group__title">"Where it runs"</legend>
            <div class="columns">
                <BoundCombobox
                    editor
                    kind=Service
                    pointer="/cluster"
                    listed=editor.sources.clusters()
                    help="The cluster that the service is in; choose one or type its name."
                />
                {move || {
                    view! {
                        <Bound editor kind=Service pointer=name_place.get() holds=Holds::Text />
                    }
                }}
            </div>
            <RadioGroup
                id="launch-type"
                legend="Launch type"
                choices
                value=Signal::derive(move || launch_type.get().to_owned())
                on_choose=move |chosen: String| choose_launch_type(editor, &chosen)
            />
            {move || (launch_type.get() == "FARGATE").then(|| view! { <Fargate editor /> })}
        </fieldset>
    }
}

/// What Fargate needs besides.
#[component]
fn Fargate(editor: Editor) -> impl IntoView {
    let cpu = Signal::derive(move || editor.text_at(TaskDefinition, "/cpu"));
    let memory = Signal::derive(move || editor.text_at(TaskDefinition, "/memory"));
    let pair = Signal::derive(move || format!("{}/{}", cpu.get(), memory.get()));
    let pairs: Vec<Choice> = CPUS
        .into_iter()
        .flat_map(|cpu| memories(cpu).into_iter().map(move |memory| (cpu, memory)))
        .map(|(cpu, memory)| {
            let label = format!("{}, {memory} MiB", cpu_words(cpu));
            Choice::new(&format!("{cpu}/{memory}"), &label)
        })
        .collect();
    let choose = move |chosen: String| {
        if let Some((cpu, memory)) = chosen.split_once('/') {
            let root = Pointer::root();
            editor.set(TaskDefinition, &root.member("cpu"), Json::from(cpu));
            editor.set(TaskDefinition, &root.member("memory"), Json::from(memory));
        }
    };
    let public =
        Signal::derive(move || editor.text_at(Service, &format!("{NETWORK}/assignPublicIp")));
    let choose_public = move |chosen: String| {
        let pointer = Pointer::parse(&format!("{NETWORK}/assignPublicIp"));
        editor.set(Service, &pointer, Json::from(chosen));
    };
    view! {
        <div class="columns">
            <SelectField
                id="task-definition-cpu"
                label="Task CPU and memory"
                help="Fargate has these pairs alone."
                choices=pairs
                value=pair
                on_choose=choose
            />
            <Bound
                editor
                kind=TaskDefinition
                pointer="/executionRoleArn"
                holds=Holds::OptionalText
            />
            <Bound
                editor
                kind=Service
                pointer=format!("{NETWORK}/subnets")
                holds=Holds::Texts
                help="The ids of the subnets that tasks may run in, such as subnet-1a2b; separate several by commas."
            />
            <Bound
                editor
                kind=Service
                pointer=format!("{NETWORK}/securityGroups")
                holds=Holds::Texts
                help="The ids of the security groups, such as sg-1a2b; separate several by commas."
            />
            <SelectField
                id="service-networkConfiguration-awsvpcConfiguration-assignPublicIp"
                label="Public address"
                help="Tasks in a public subnet need one to pull images."
                choices=vec![
                    Choice::new("DISABLED", "None"),
                    Choice::new("ENABLED", "One for each task"),
                ]
                value=public
                on_choose=choose_public
            />
        </div>
    }
}

fn launch_type(editor: Editor) -> &'static str {
    let requires = editor.text_at(TaskDefinition, "/requiresCompatibilities");
    if editor.text_at(Service, "/launchType") == "FARGATE" || requires.contains("FARGATE") {
        "FARGATE"
    } else {
        "EC2"
    }
}

/// Changes what goes with the launch type in both documents, and leaves everything else alone.
fn choose_launch_type(editor: Editor, chosen: &str) {
    let root = Pointer::root();
    let network = Pointer::parse(NETWORK);
    if chosen == "FARGATE" {
        editor.edit(TaskDefinition, |document| {
            put(
                document,
                &root.member("requiresCompatibilities"),
                Json::from(vec![Json::from("FARGATE")]),
            );
            put(document, &root.member("networkMode"), Json::from("awsvpc"));
            add(document, &root.member("cpu"), Json::from("256"));
            add(document, &root.member("memory"), Json::from("512"));
        });
        editor.edit(Service, |document| {
            put(document, &root.member("launchType"), Json::from("FARGATE"));
            document.json_mut().remove(&root.member("role"));
            add(
                document,
                &network.member("subnets"),
                Json::from(Vec::<Json>::new()),
            );
            add(
                document,
                &network.member("securityGroups"),
                Json::from(Vec::<Json>::new()),
            );
            add(
                document,
                &network.member("assignPublicIp"),
                Json::from("DISABLED"),
            );
        });
    } else {
        editor.edit(TaskDefinition, |document| {
            for member in ["requiresCompatibilities", "networkMode", "cpu", "memory"] {
                document.json_mut().remove(&root.member(member));
            }
        });
        editor.edit(Service, |document| {
            for member in ["launchType", "networkConfiguration"] {
                document.json_mut().remove(&root.member(member));
            }
        });
    }
}

fn put(document: &mut Document, pointer: &Pointer, value: Json) {
    document.json_mut().set(pointer, value);
}

/// Puts a value where there is none.
fn add(document: &mut Document, pointer: &Pointer, value: Json) {
    if document.json().at(pointer).is_none() {
        put(document, pointer, value);
    }
}

/// A typed number as JSON; what is no number stays a text, so that the checks can say so.
pub(super) fn number(typed: &str) -> Json {
    Number::parse(typed).map_or_else(|| Json::from(typed), Json::from)
}
