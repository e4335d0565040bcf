//! Who reaches it: target groups, and what it means to be behind them.

use leptos::prelude::*;
use shared::issue::DocumentKind::{Service, TaskDefinition};
use shared::json::Json;
use shared::pointer::Pointer;
use shared::schema::Network;
use shared::wire::OfferKind;

use super::list::Objects;
use super::picks::{Picker, Picks};
use super::scalar::Typed;
use crate::editor::binding::{Holds, Spot, number};
use crate::editor::editing::Editor;
use crate::parts::target_group_lines;
use crate::ui::{Banner, Button, Look, Tone};

#[component]
pub(super) fn Balancing(editor: Editor) -> impl IntoView {
    let root = Spot::root(editor, Service);
    let list = root.child("loadBalancers");
    let number = list.length();
    // One target group is what most have; more of them, and Classic load balancers, are a list.
    let as_list = RwSignal::new(false);
    let is_simple = {
        let first = list.element(0);
        Memo::new(move |_| {
            !as_list.get()
                && number.get() <= 1
                && !editor.is_set(Service, &first.pointer.member("loadBalancerName"))
                && !editor.is_set(Service, &first.pointer.member("advancedConfiguration"))
        })
    };
    let has_role = root.child("role").is_set();
    let may_have_role = Memo::new(move |_| {
        has_role.get() || (number.get() > 0 && editor.setting().get().network != Network::Awsvpc)
    });
    let grace = root.child("healthCheckGracePeriodSeconds");
    let body = {
        let list = list.clone();
        move || {
            let list = list.clone();
            if is_simple.get() {
                view! { <One list on_list=move |()| as_list.set(true) /> }.into_any()
            } else {
                many(list)
            }
        }
    };
    view! {
        <fieldset class="group" id="who-reaches-it" tabindex="-1">
            <legend class="group__title">"Who reaches it"</legend>
            {body}
            {move || {
                let (grace, number) = (grace.clone(), number.get());
                (number > 0).then(|| view! { <Typed spot=grace holds=Holds::Number /> })
            }}
            {move || {
                let role = root.child("role");
                let help = "The role with which ECS registers the tasks in the target group. Without one ECS uses its service-linked role, which every account has that ever made a service.";
                may_have_role
                    .get()
                    .then(|| {
                        view! {
                            <Picker
                                spot=role
                                picks=Picks::Offers(OfferKind::Roles)
                                label="Role (optional)"
                                help
                            />
                        }
                    })
            }}
        </fieldset>
    }
}

/// All load balancers as a list.
fn many(list: Spot) -> AnyView {
    match list.structure() {
        Some(structure) => view! { <Objects spot=list structure /> }.into_any(),
        None => ().into_any(),
    }
}

/// The one target group that most services have.
#[component]
fn One(
    /// The list of load balancers.
    list: Spot,
    /// Hears that all of it is wanted.
    #[prop(into)]
    on_list: Callback<()>,
) -> impl IntoView {
    let editor = list.editor;
    let balancer = list.element(0);
    let is_balanced = balancer.is_set();
    let arn = balancer.child("targetGroupArn").value();
    let group = Memo::new(move |_| arn.with(|arn| editor.sources.target_group(arn)));
    let put = move |text: String| set_target_group(&list, &text);
    view! {
        <Picker
            spot=balancer.child("targetGroupArn")
            picks=Picks::Offers(OfferKind::TargetGroups)
            label="Target group (optional)"
            help="Where a load balancer sends requests to the tasks. Choose one, type its ARN, or leave it empty for a service that nothing reaches from outside."
            on_put=put
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
            let balancer = balancer.clone();
            is_balanced
                .get()
                .then(|| {
                    view! {
                        <div class="columns">
                            <Picker
                                spot=balancer.child("containerName")
                                picks=Picks::Containers
                                label="Load-balanced container"
                            />
                            <Typed
                                spot=balancer.child("containerPort")
                                holds=Holds::Number
                                label="Load-balanced port"
                            />
                        </div>
                    }
                })
        }}
        <div class="actions">
            <Button look=Look::Quiet on_press=on_list>
                "Several target groups, a Classic load balancer, or traffic shifting"
            </Button>
        </div>
    }
}

/// Puts the service behind a target group, with the first container that has a port; an empty text
/// takes it away.
fn set_target_group(list: &Spot, arn: &str) {
    let editor = list.editor;
    let balancer = list.pointer.index(0);
    if arn.is_empty() {
        editor.remove_element(Service, &list.pointer, 0);
        return;
    }
    let is_new = untrack(|| !editor.is_set(Service, &balancer));
    editor.set(Service, &balancer.member("targetGroupArn"), Json::from(arn));
    if is_new {
        let (name, port) = untrack(|| first_with_port(editor));
        editor.set(Service, &balancer.member("containerName"), Json::from(name));
        if !port.is_empty() {
            editor.set(Service, &balancer.member("containerPort"), number(&port));
        }
    }
}

/// The first container that listens on a port, and the port; the first one where none does.
fn first_with_port(editor: Editor) -> (String, String) {
    let list = Pointer::parse("/containerDefinitions");
    let at = |at: usize| {
        let container = list.index(at);
        let port = container
            .member("portMappings")
            .index(0)
            .member("containerPort");
        (
            editor.text_at(TaskDefinition, container.member("name").as_str()),
            editor.text_at(TaskDefinition, port.as_str()),
        )
    };
    (0..editor.length(TaskDefinition, &list))
        .map(at)
        .find(|(_, port)| !port.is_empty())
        .unwrap_or_else(|| at(0))
}
