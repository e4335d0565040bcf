//! What every page has: a title in the tab, a heading that gets the focus, and addresses.

use std::rc::Rc;

use leptos::prelude::*;
use shared::wire::Order;

use crate::dom;
use crate::environment::{current, here};

/// Remembers whether the person has moved between pages yet: the first page leaves the focus alone.
#[derive(Clone, Copy)]
pub(crate) struct Moves(StoredValue<bool>);

impl Moves {
    pub(crate) fn provide() {
        provide_context(Self(StoredValue::new(false)));
    }
}

type Go = Rc<dyn Fn(&str)>;

/// The way to another page, for whoever does not know who leads there.
#[derive(Clone, Copy)]
pub(crate) struct Roads(StoredValue<Go, LocalStorage>);

impl Roads {
    pub(crate) fn provide(go: impl Fn(&str) + 'static) {
        provide_context(Self(StoredValue::new_local(Rc::new(go))));
    }

    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Goes there, unless the person has gone elsewhere already.
    pub(crate) fn go(self, path: &str) {
        self.0.try_with_value(|go| go(path));
    }
}

/// The heading of a page. Names the tab, and takes the focus when the person came from another page.
#[component]
pub(crate) fn Heading(
    /// The page's name.
    #[prop(into)]
    title: Signal<String>,
    /// What the tab says, where that is not the same.
    #[prop(optional, into)]
    tab: Option<String>,
) -> impl IntoView {
    let moves = expect_context::<Moves>();
    let heading = NodeRef::<leptos::html::H1>::new();
    // Touches the outside world: the tab's title and the focus.
    Effect::new(move |_| {
        dom::set_title(tab.as_deref().unwrap_or(&title.read()));
    });
    // Touches the outside world: the focus.
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && moves.0.try_get_value() == Some(true)
        {
            drop(heading.focus());
        }
        moves.0.try_set_value(true);
    });
    view! {
        <h1 class="heading" tabindex="-1" node_ref=heading>
            {move || title.get()}
        </h1>
    }
}

/// The address of a service's page.
pub(crate) fn service_path(cluster: &str, service: &str) -> String {
    here(&format!(
        "/clusters/{}/services/{}",
        dom::encode(cluster),
        dom::encode(service)
    ))
}

/// The address of the page where a service's new version is made.
pub(crate) fn new_version_path(cluster: &str, service: &str) -> String {
    format!("{}/new-version", service_path(cluster, service))
}

/// The address of the page where one chooses what a service goes back to.
pub(crate) fn roll_back_path(cluster: &str, service: &str) -> String {
    format!("{}/roll-back", service_path(cluster, service))
}

/// The address of the page that tells where the values of a service come from.
pub(crate) fn blame_path(cluster: &str, service: &str) -> String {
    format!("{}/blame", service_path(cluster, service))
}

/// The address of the page where a task is run beside a service.
pub(crate) fn run_task_path(cluster: &str, service: &str) -> String {
    format!("{}/run-task", service_path(cluster, service))
}

/// The address of the page where several services, by cluster and name, are deployed together.
pub(crate) fn new_release_path(services: &[(String, String)]) -> String {
    let named: Vec<String> = services
        .iter()
        .map(|(cluster, service)| format!("{cluster}/{service}"))
        .collect();
    here(&format!(
        "/releases/new?services={}",
        dom::encode(&named.join(","))
    ))
}

/// The address of a release.
pub(crate) fn release_path(id: &str) -> String {
    here(&format!("/releases/{}", dom::encode(id)))
}

/// The address of a change.
pub(crate) fn change_path(id: i64) -> String {
    here(&format!("/changes/{id}"))
}

/// The address of a preview.
pub(crate) fn plan_path(hash: &str) -> String {
    here(&format!("/plans/{}", dom::encode(hash)))
}

/// The address of a deployment.
pub(crate) fn deployment_path(id: &str) -> String {
    here(&format!("/deployments/{}", dom::encode(id)))
}

/// The address of the page where plans are proposed, as a change of their own or as another version
/// of one.
pub(crate) fn propose_path(plans: &[String], of: Option<i64>) -> String {
    let plans = plans.join(",");
    match of {
        Some(id) => here(&format!("/changes/new?of={id}&plans={plans}")),
        None => here(&format!("/changes/new?plans={plans}")),
    }
}

/// The address of the page where the plans of a release are proposed, with the drafts that they were
/// made of.
pub(crate) fn propose_release_path(plans: &[String], order: Order, drafts: &[String]) -> String {
    let order = match order {
        Order::InOrder => "",
        Order::SideBySide => "&order=side-by-side",
    };
    here(&format!(
        "/changes/new?plans={}{order}&drafts={}",
        plans.join(","),
        drafts.join(",")
    ))
}

/// The address of the list of changes of a service.
pub(crate) fn changes_path(cluster: &str, service: &str) -> String {
    here(&format!(
        "/changes?view=all&environment={}&cluster={}&service={}",
        dom::encode(&current()),
        dom::encode(cluster),
        dom::encode(service)
    ))
}
