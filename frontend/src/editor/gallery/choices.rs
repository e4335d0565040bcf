//! One of a few: the browser's list, and radio buttons.

use leptos::prelude::*;

use crate::ui::{Choice, RadioGroup, SelectField};

#[component]
pub(super) fn Choices() -> impl IntoView {
    let mode = RwSignal::new("awsvpc".to_owned());
    let other = RwSignal::new("something-new".to_owned());
    let closed = RwSignal::new(String::new());
    let launch = RwSignal::new("fargate".to_owned());
    let modes = || {
        vec![
            Choice::new("", "Not given"),
            Choice::new("bridge", "bridge"),
            Choice::new("awsvpc", "awsvpc"),
        ]
    };
    let with_help = |value: &str, label: &str, help: &str| Choice {
        help: help.to_owned(),
        ..Choice::new(value, label)
    };
    let launches = vec![
        with_help("fargate", "Fargate", "AWS keeps the machines."),
        with_help("ec2", "EC2", "You keep the machines."),
        with_help("external", "External", "The machines are elsewhere."),
    ];
    view! {
        <div class="columns">
            <SelectField
                id="gallery-select"
                label="Network mode"
                help="How containers reach each other."
                choices=modes()
                value=mode
                on_choose=move |chosen| mode.set(chosen)
            />
            <SelectField
                id="gallery-select-other"
                label="With a value that is not in the list"
                choices=modes()
                value=other
                on_choose=move |chosen| other.set(chosen)
            />
            <SelectField
                id="gallery-select-closed"
                label="A list that is ruled out"
                choices=modes()
                value=closed
                ruled_out=Some("Ruled out. Fargate has one mode alone.".to_owned())
                on_choose=move |chosen| closed.set(chosen)
            />
        </div>
        <RadioGroup
            id="gallery-launch"
            legend="Where it runs"
            choices=launches
            value=launch
            on_choose=move |chosen| launch.set(chosen)
        />
    }
}
