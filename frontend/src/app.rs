//! The application: what is known everywhere, and which address shows which page.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_location, use_navigate, use_params_map};
use leptos_router::{NavigateOptions, path};

use crate::api::Failure;
use crate::environment::here;
use crate::frame::Frame;
use crate::page::Moves;
use crate::pages::{
    AccountPage, AuditPage, BlamePage, ChangePage, ChangesPage, DeploymentPage, DeploymentsPage,
    EnvironmentsPage, GalleryPage, NewChangePage, NewReleasePage, NewServicePage, NewVersionPage,
    NewsPage, NoEnvironmentPage, NotFoundPage, PeoplePage, PermissionsPage, PolicyPage,
    PreviewPage, QueuePage, ReleasePage, RollBackPage, RunTaskPage, SecretsPage, ServicePage,
    ServicesPage, SetUpPage, SignInPage, WebhooksPage,
};
use crate::session::{SessionContext, SessionState};
use crate::theme::ThemeContext;
use crate::ui::{Announcer, Clock, Skeleton, TroubleBanner, watch_presses};

#[component]
#[expect(
    clippy::too_many_lines,
    reason = "one address after the other; a part of them elsewhere would hide which comes first"
)]
pub(crate) fn App() -> impl IntoView {
    ThemeContext::provide();
    SessionContext::provide();
    Announcer::provide();
    Clock::provide();
    watch_presses();
    Moves::provide();
    view! {
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/sign-in") view=SignInPage />
                    <Route path=path!("/set-up") view=SetUpPage />
                    <Route path=path!("/account") view=account />
                    <Route path=path!("/people") view=people />
                    <Route path=path!("/news") view=|| guarded(|| view! { <NewsPage /> }.into_any()) />
                    <Route
                        path=path!("/webhooks")
                        view=|| guarded(|| view! { <WebhooksPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environment-settings")
                        view=|| guarded(|| view! { <EnvironmentsPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment")
                        view=|| inside(|| view! { <ServicesPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/clusters/:cluster/services/:service")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <ServicePage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/environments/:environment/clusters/:cluster/services/:service/new-version")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <NewVersionPage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/environments/:environment/clusters/:cluster/services/:service/roll-back")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <RollBackPage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/environments/:environment/clusters/:cluster/services/:service/blame")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <BlamePage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/environments/:environment/clusters/:cluster/services/:service/run-task")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <RunTaskPage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/environments/:environment/new")
                        view=|| inside(|| view! { <NewServicePage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/plans/:id")
                        view=|| identified(|hash| view! { <PreviewPage hash /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/deployments/:id")
                        view=|| identified(|id| view! { <DeploymentPage id /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/deployments")
                        view=|| inside(|| view! { <DeploymentsPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/changes")
                        view=|| inside(|| view! { <ChangesPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/changes/new")
                        view=|| inside(|| view! { <NewChangePage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/changes/:id")
                        view=|| identified(|id| view! { <ChangePage id /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/environment")
                        view=|| inside(|| view! { <PolicyPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/releases/new")
                        view=|| inside(|| view! { <NewReleasePage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/releases/:id")
                        view=|| identified(|id| view! { <ReleasePage id /> }.into_any())
                    />
                    <Route
                        path=path!("/audit")
                        view=|| guarded(|| view! { <AuditPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/queue")
                        view=|| inside(|| view! { <QueuePage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/secrets")
                        view=|| inside(|| view! { <SecretsPage /> }.into_any())
                    />
                    <Route
                        path=path!("/environments/:environment/permissions")
                        view=|| inside(|| view! { <PermissionsPage /> }.into_any())
                    />
                    <Route
                        path=path!("/gallery")
                        view=|| guarded(|| view! { <GalleryPage /> }.into_any())
                    />
                    // The last: it takes every address that none above has taken.
                    <Route
                        path=path!("/*elsewhere")
                        view=|| guarded(|| view! { <Elsewhere /> }.into_any())
                    />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

fn account() -> impl IntoView {
    guarded(|| view! { <AccountPage /> }.into_any())
}

fn people() -> impl IntoView {
    guarded(|| view! { <PeoplePage /> }.into_any())
}

/// What a page's guard looks at.
#[derive(Clone, PartialEq)]
enum Entry {
    Unknown,
    Closed,
    Open,
    Unreachable(Failure),
}

/// Shows a page to those who are signed in, and the way to the sign-in page to others.
fn guarded(page: impl Fn() -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let session = SessionContext::expect();
    let entry = Memo::new(move |_| match session.state() {
        SessionState::Unknown => Entry::Unknown,
        SessionState::SignedOut => Entry::Closed,
        SessionState::SignedIn(_) => Entry::Open,
        SessionState::Unreachable(failure) => Entry::Unreachable(failure),
    });
    move || match entry.get() {
        Entry::Unknown => view! { <Skeleton lines=6 /> }.into_any(),
        Entry::Closed => view! { <ToSignIn /> }.into_any(),
        Entry::Open => page(),
        Entry::Unreachable(failure) => {
            let trouble = failure.trouble();
            view! { <TroubleBanner trouble retry=move |()| session.ask() /> }.into_any()
        }
    }
}

/// Shows a page of an environment, where the person may see it.
fn inside(page: impl Fn() -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let page = Arc::new(page);
    guarded(move || {
        let page = Arc::clone(&page);
        let session = SessionContext::expect();
        let is_known = Memo::new(move |_| session.environments().is_some());
        let is_there = Memo::new(move |_| session.environment().is_some());
        (move || {
            if is_there.get() {
                page()
            } else if is_known.get() {
                view! { <NoEnvironmentPage /> }.into_any()
            } else {
                view! { <Skeleton lines=6 /> }.into_any()
            }
        })
        .into_any()
    })
}

/// An address without an environment means the one that one is in; any other leads nowhere.
#[component]
fn Elsewhere() -> impl IntoView {
    let session = SessionContext::expect();
    let location = use_location();
    let navigate = use_navigate();
    // One address here may lead to another: the page is not made anew then.
    let path = Memo::new(move |_| location.pathname.get());
    let is_whole = Memo::new(move |_| path.with(|path| path.starts_with("/environments/")));
    let is_there = Memo::new(move |_| session.environment().is_some());
    let is_known = Memo::new(move |_| session.environments().is_some());
    // Touches the outside world: the address.
    Effect::new(move |_| {
        if is_there.get() && !is_whole.get() {
            let search = location.search.get_untracked();
            let mut target = here(&path.get_untracked());
            if !search.is_empty() {
                target = format!("{target}?{search}");
            }
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&target, options);
        }
    });
    move || {
        if is_whole.get() {
            view! { <NotFoundPage /> }.into_any()
        } else if is_known.get() && !is_there.get() {
            view! { <NoEnvironmentPage /> }.into_any()
        } else {
            view! { <Skeleton lines=6 /> }.into_any()
        }
    }
}

/// A page that is made anew for each service.
fn keyed(page: impl Fn([String; 2]) -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let parameters = use_params_map();
    let key = Memo::new(move |_| {
        parameters.with(|parameters| {
            ["cluster", "service"].map(|name| parameters.get(name).unwrap_or_default())
        })
    });
    inside(move || page(key.get()))
}

/// A page that is made anew for each id.
fn identified(page: impl Fn(String) -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let parameters = use_params_map();
    let key =
        Memo::new(move |_| parameters.with(|parameters| parameters.get("id").unwrap_or_default()));
    inside(move || page(key.get()))
}

/// Goes to the sign-in page and remembers where the person wanted to go.
#[component]
fn ToSignIn() -> impl IntoView {
    let location = use_location();
    let navigate = use_navigate();
    // Touches the outside world: the address.
    Effect::new(move |_| {
        let path = location.pathname.get_untracked();
        let search = location.search.get_untracked();
        let wanted = if search.is_empty() {
            path
        } else {
            format!("{path}?{search}")
        };
        let target = if wanted == "/" {
            "/sign-in".to_owned()
        } else {
            format!("/sign-in?next={}", crate::dom::encode(&wanted))
        };
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&target, options);
    });
    view! { <Skeleton lines=3 /> }
}
