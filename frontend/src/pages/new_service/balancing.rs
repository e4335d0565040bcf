//! Who reaches it: a target group, and what it means to be behind it.

use leptos::prelude::*;
use shared::issue::DocumentKind::{Service, TaskDefinition};
use shared::json::Json;
use shared::pointer::Pointer;

use super::fields::{Bound, BoundCombobox};
use super::placement::number;
use crate::editor::{Editor, Holds};
use crate::parts::target_group_lines;
use crate::ui::{Banner, Tone};

const BALANCER: &str = "/loadBalancers/0";

#[component]
pub(super) fn Balancing(editor: Editor) -> impl IntoView {
    let balanced = Memo::new(move |_| editor.at(Service, &Pointer::parse(BALANCER)).is_some());
    let group = Memo::new(move |_| {
        let arn = editor.text_at(Service, &format!("{BALANCER}/targetGroupArn"));
        editor.sources.target_group(&arn)
    });
    let awsvpc = Memo::new(move |_| editor.text_at(TaskDefinition, "/networkMode") == "awsvpc");
    let has_role = Memo::new(move |_| editor.at(Service, &Pointer::parse("/role")).is_some());
    view! {
        <fieldset class="group">
            <legend class="group__title">"Who reaches it"</legend>
            <BoundCombobox
                editor
                kind=Service
                pointer=format!("{BALANCER}/targetGroupArn")
                listed=editor.sources.target_groups()
                label="Target group (optional)"
                help="Where a load balancer sends requests to the tasks. Choose one, type its ARN, or leave it empty for a service that nothing reaches from outside."
                on_put=move |text: String| set_target_group(editor, &text)
            />
            {move || {
                group
                    .get()
                    .map(|group| {
                        let lines = target_group_lines(&group)
                            .into_iter()
                            .map(|line| view! { <p>{line}</p> })
                            .collect_view();
                        view! {
                            <Banner tone=Tone::Info title=group.name>
                                {lines}
                            </Banner>
                        }
                    })
            }}
            {move || {
                balanced
                    .get()
                    .then(|| {
                        view! {
                            <div class="columns">
                                <Bound
                                    editor
                                    kind=Service
                                    pointer=format!("{BALANCER}/containerName")
                                    holds=Holds::Text
                                    label="Load-balanced container"
                                />
                                <Bound
                                    editor
                                    kind=Service
                                    pointer=format!("{BALANCER}/containerPort")
                                    holds=Holds::Number
                                    label="Load-balanced port"
                                />
                            </div>
                        }
                    })
            }}
            {move || {
                (has_role.get() || (balanced.get() && !awsvpc.get()))
                    .then(|| {
                        view! {
                            <Bound
                                editor
                                kind=Service
                                pointer="/role"
                                holds=Holds::OptionalText
                                label="Role (optional)"
                                help="The role with which ECS registers the tasks in the target group. Without one ECS uses its service-linked role, which every account has that ever made a service. It must be empty with network mode awsvpc."
                            />
                        }
                    })
            }}
            {move || {
                (balanced.get() && awsvpc.get() && !has_role.get())
                    .then(|| {
                        view! {
                            <p class="quiet">
                                "No role is needed: with network mode awsvpc ECS always uses its service-linked role."
                            </p>
                        }
                    })
            }}
        </fieldset>
    }
}

/// Puts the service behind a target group, with the first container and its port; an empty text
/// takes it away.
fn set_target_group(editor: Editor, arn: &str) {
    let balancer = Pointer::parse(BALANCER);
    if arn.is_empty() {
        editor.remove(Service, &balancer);
        let list = Pointer::parse("/loadBalancers");
        if untrack(|| editor.length(Service, &list)) == 0 {
            editor.remove(Service, &list);
        }
        return;
    }
    let is_new = untrack(|| editor.at(Service, &balancer)).is_none();
    editor.set(Service, &balancer.member("targetGroupArn"), Json::from(arn));
    if is_new {
        let first = "/containerDefinitions/0";
        let name = untrack(|| editor.text_at(TaskDefinition, &format!("{first}/name")));
        let port = untrack(|| {
            editor.text_at(
                TaskDefinition,
                &format!("{first}/portMappings/0/containerPort"),
            )
        });
        editor.set(Service, &balancer.member("containerName"), Json::from(name));
        if !port.is_empty() {
            editor.set(Service, &balancer.member("containerPort"), number(&port));
        }
    }
}
