//! The pages that other modules fill: a module is loaded, opened in a place of the page, and closed
//! when the person goes elsewhere.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::environment::here;
use crate::frame::Recount;
use crate::module;
use crate::opening::{EditorOpening, Message, Module, Opening, TeamOpening, Visit};
use crate::page::{Heading, service_path};
use crate::session::{SessionContext, SessionState};
use crate::ui::{Skeleton, Trouble, TroubleBanner};

/// The editor for a service that is not there yet.
#[component]
pub(crate) fn NewServicePage() -> impl IntoView {
    let query = use_query_map();
    let draft = draft_of_page();
    let place = move || {
        let opening = EditorOpening::NewService {
            draft: draft.get(),
            cluster: query.with_untracked(|query| query.get("cluster")),
        };
        view! { <Place opening=Opening::Editor(opening) /> }
    };
    view! {
        <Heading title="New service" />
        {place}
    }
}

/// The editor for a service that is there.
#[component]
pub(crate) fn NewVersionPage(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let draft = draft_of_page();
    let back = service_path(&cluster, &service);
    let place = {
        let service = service.clone();
        move || {
            let opening = EditorOpening::NewVersion {
                cluster: cluster.clone(),
                service: service.clone(),
                draft: draft.get(),
            };
            view! { <Place opening=Opening::Editor(opening) /> }
        }
    };
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/")>"Services"</a>
            <span aria-hidden="true">"/"</span>
            <a href=back>{service.clone()}</a>
        </nav>
        <Heading title=format!("New version of {service}") />
        {place}
    }
}

/// What several services get that are deployed together.
#[component]
pub(crate) fn NewReleasePage() -> impl IntoView {
    let query = use_query_map();
    let services = query.with_untracked(|query| query.get("services").unwrap_or_default());
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/")>"Services"</a>
        </nav>
        <Heading title="Deploy together" />
        <Place opening=Opening::Editor(EditorOpening::NewRelease { services }) />
    }
}

/// The form for a task beside a service.
#[component]
pub(crate) fn RunTaskPage(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let back = service_path(&cluster, &service);
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/")>"Services"</a>
            <span aria-hidden="true">"/"</span>
            <a href=back>{service.clone()}</a>
        </nav>
        <Heading title=format!("Run a task beside {service}") />
        <Place opening=Opening::Editor(EditorOpening::RunTask { cluster, service }) />
    }
}

/// The draft that the address names, as long as it is this page's address: on the way to another
/// page nothing is opened anew.
fn draft_of_page() -> Memo<Option<String>> {
    let (query, location) = (use_query_map(), use_location());
    let own_path = location.pathname.get_untracked();
    Memo::new(move |before: Option<&Option<String>>| {
        let draft = query.with(|query| query.get("draft"));
        match before {
            Some(before) if location.pathname.get() != own_path => before.clone(),
            Some(_) | None => draft,
        }
    })
}

/// One's own account.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    view! {
        <Heading title="Your account" />
        <Place opening=Opening::Team(TeamOpening::Account) />
    }
}

/// Who has an account.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    view! {
        <Heading title="People" />
        <Place opening=Opening::Team(TeamOpening::People) />
    }
}

/// One's own news, and what one hears of.
#[component]
pub(crate) fn NewsPage() -> impl IntoView {
    view! {
        <Heading title="News" />
        <Place opening=Opening::Team(TeamOpening::News) />
    }
}

/// Where news is sent.
#[component]
pub(crate) fn WebhooksPage() -> impl IntoView {
    view! {
        <Heading title="Webhooks" />
        <Place opening=Opening::Team(TeamOpening::Webhooks) />
    }
}

/// The environments, and what is set of them.
#[component]
pub(crate) fn EnvironmentsPage() -> impl IntoView {
    view! {
        <Heading title="Environments" />
        <Place opening=Opening::Team(TeamOpening::Environments) />
    }
}

/// The list of changes.
#[component]
pub(crate) fn ChangesPage() -> impl IntoView {
    let search = use_location().search.get_untracked();
    view! {
        <Heading title="Changes" />
        <Place opening=Opening::Team(TeamOpening::Changes { search }) />
    }
}

/// A change with its review.
#[component]
pub(crate) fn ChangePage(
    /// Its number.
    id: String,
) -> impl IntoView {
    let search = use_location().search.get_untracked();
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/changes")>"Changes"</a>
        </nav>
        <Heading title=format!("Change {id}") />
        <Place opening=Opening::Team(TeamOpening::Change { id, search }) />
    }
}

/// The form by which plans are proposed.
#[component]
pub(crate) fn NewChangePage() -> impl IntoView {
    let query = use_query_map();
    let asked = |name: &str| query.with_untracked(|query| query.get(name));
    let listed = |name: &str| -> Vec<String> {
        let all = asked(name).unwrap_or_default();
        let given = all.split(',').filter(|one| !one.is_empty());
        given.map(str::to_owned).collect()
    };
    let of: Option<i64> = asked("of").and_then(|of| of.parse().ok());
    let title = of.map_or_else(
        || "Propose a change".to_owned(),
        |of| format!("Another version of change {of}"),
    );
    let opening = TeamOpening::NewChange {
        plans: listed("plans"),
        drafts: listed("drafts"),
        of,
        side_by_side: asked("order").is_some(),
    };
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/changes")>"Changes"</a>
        </nav>
        <Heading title />
        <Place opening=Opening::Team(opening) />
    }
}

/// A plan to read before anything happens, and the decision about it.
#[component]
pub(crate) fn PreviewPage(
    /// The plan's hash.
    hash: String,
) -> impl IntoView {
    view! {
        <Heading title="Preview" />
        <Place opening=Opening::Team(TeamOpening::Preview { hash }) />
    }
}

/// What a service ran before, to choose from.
#[component]
pub(crate) fn RollBackPage(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let back = service_path(&cluster, &service);
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/")>"Services"</a>
            <span aria-hidden="true">"/"</span>
            <a href=back>{service.clone()}</a>
        </nav>
        <Heading title=format!("Roll back {service}") />
        <Place opening=Opening::Team(TeamOpening::RollBack { cluster, service }) />
    }
}

/// Where the values of what a service runs come from.
#[component]
pub(crate) fn BlamePage(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let back = service_path(&cluster, &service);
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/")>"Services"</a>
            <span aria-hidden="true">"/"</span>
            <a href=back>{service.clone()}</a>
        </nav>
        <Heading title=format!("Where the values of {service} come from") />
        <Place opening=Opening::Team(TeamOpening::Blame { cluster, service }) />
    }
}

/// Several deployments that were asked for as one.
#[component]
pub(crate) fn ReleasePage(
    /// The release's id.
    id: String,
) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href=here("/deployments")>"Deployments"</a>
            <span aria-hidden="true">"/"</span>
            <span class="mono">{crate::format::shorten(&id, 13)}</span>
        </nav>
        <Heading title="Release" />
        <Place opening=Opening::Team(TeamOpening::Release { id }) />
    }
}

/// What anybody did, was refused, or Longshore did by itself.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let search = use_location().search.get_untracked();
    view! {
        <Heading title="Audit" />
        <Place opening=Opening::Team(TeamOpening::Audit { search }) />
    }
}

/// What is under way, what waits, and what is paused.
#[component]
pub(crate) fn QueuePage() -> impl IntoView {
    view! {
        <Heading title="Queue" />
        <Place opening=Opening::Team(TeamOpening::Queue) />
    }
}

/// What the environment asks for.
#[component]
pub(crate) fn PolicyPage() -> impl IntoView {
    view! {
        <Heading title="Environment" />
        <Place opening=Opening::Team(TeamOpening::Policy) />
    }
}

/// What Longshore's credentials must be allowed to do.
#[component]
pub(crate) fn PermissionsPage() -> impl IntoView {
    view! {
        <Heading title="Permissions" />
        <Place opening=Opening::Team(TeamOpening::Permissions) />
    }
}

/// The parameters that a service can be given.
#[component]
pub(crate) fn SecretsPage() -> impl IntoView {
    view! {
        <Heading title="Secrets" />
        <Place opening=Opening::Editor(EditorOpening::Secrets) />
    }
}

/// The gallery of parts.
#[component]
pub(crate) fn GalleryPage() -> impl IntoView {
    view! {
        <Heading title="Gallery of parts" />
        <Place opening=Opening::Editor(EditorOpening::Gallery) />
    }
}

/// Where another module shows what is opened.
#[component]
fn Place(opening: Opening) -> impl IntoView {
    let session = SessionContext::expect();
    let recount = Recount::expect();
    let place = NodeRef::<leptos::html::Div>::new();
    let is_open = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let close = StoredValue::new_local(None::<Function>);
    let navigate = StoredValue::new_local(use_navigate());
    let hear = move |message: Message| match message {
        Message::Go(path) => {
            navigate.try_with_value(|navigate| navigate(&path, NavigateOptions::default()));
        }
        Message::Is(path) => crate::dom::replace_address(&path),
        Message::SignedOut => session.expire(),
        Message::Environments => spawn_local(session.ask_environments()),
        Message::Acted => recount.ask(),
    };
    let module = opening.module();
    // An editor has keys of its own; elsewhere those of the pages hold.
    let class = match opening {
        Opening::Editor(EditorOpening::NewService { .. } | EditorOpening::NewVersion { .. }) => {
            "editor-place"
        }
        Opening::Editor(_) | Opening::Team(_) => "module-place",
    };
    let open = move |()| {
        failed.set(false);
        let visit = match untrack(|| session.state()) {
            SessionState::SignedIn(who) => Visit {
                opening: opening.clone(),
                session: who,
                environment: untrack(|| session.environment()),
            },
            // The guard around the page shows something else.
            SessionState::Unknown | SessionState::SignedOut | SessionState::Unreachable(_) => {
                return;
            }
        };
        spawn_local(async move {
            let loaded = load(module).await;
            let Some(element) = place.try_get_untracked().flatten() else {
                return;
            };
            match loaded.and_then(|()| start(&element, &visit, hear)) {
                Some(closing) if close.try_get_value().is_some() => {
                    close.try_set_value(Some(closing));
                    is_open.try_set(true);
                }
                // The person has gone in the meantime.
                Some(closing) => stop(&closing),
                None => {
                    failed.try_set(true);
                }
            }
        });
    };
    let open = StoredValue::new_local(open);
    let try_open = move |()| {
        open.try_with_value(|open| open(()));
    };
    // Touches the outside world: loads a module into the page.
    Effect::new(move |_| {
        if place.get().is_some() {
            try_open(());
        }
    });
    on_cleanup(move || {
        if let Some(closing) = close.try_get_value().flatten() {
            stop(&closing);
        }
    });
    let trouble = || {
        Trouble {
        title: "This part of Longshore did not load".to_owned(),
        detail: "Check that you are connected, then try again. If Longshore was updated in the meantime, reload the page; drafts are kept.".to_owned(),
        reference: None,
    }
    };
    view! {
        {move || (!is_open.get() && !failed.get()).then(|| view! { <Skeleton lines=10 /> })}
        {move || {
            failed.get().then(|| view! { <TroubleBanner trouble=trouble() retry=try_open /> })
        }}
        <div class=class node_ref=place></div>
    }
}

/// Loads a module, once for all openings.
async fn load(module: Module) -> Option<()> {
    if function(module, "open").is_some() {
        return Some(());
    }
    let promise = function(module, "load")?.call0(&JsValue::NULL).ok()?;
    JsFuture::from(promise.dyn_into::<Promise>().ok()?)
        .await
        .ok()?;
    function(module, "open").map(drop)
}

/// Opens a module; what closes it again.
fn start(
    element: &web_sys::HtmlElement,
    visit: &Visit,
    hear: impl Fn(Message) + 'static,
) -> Option<Function> {
    let visit_module = visit.opening.module();
    let visit = serde_json::to_string(visit).ok()?;
    let tell = Closure::<dyn Fn(String)>::new(move |message: String| {
        if let Ok(message) = serde_json::from_str(&message) {
            hear(message);
        }
    });
    function(visit_module, "open")?
        .call3(
            &JsValue::NULL,
            element,
            &visit.into(),
            &tell.into_js_value(),
        )
        .ok()?
        .dyn_into()
        .ok()
}

fn stop(closing: &Function) {
    // A place that is closed already stays so.
    drop(closing.call0(&JsValue::NULL));
}

/// A function of what the page's own script keeps of a module.
fn function(module: Module, name: &str) -> Option<Function> {
    let place = module::found(module)?;
    Reflect::get(&place, &name.into()).ok()?.dyn_into().ok()
}
