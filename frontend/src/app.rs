//! The application: what is known everywhere, and which address shows which page.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_location, use_navigate, use_params_map};
use leptos_router::{NavigateOptions, path};

use crate::api::Failure;
use crate::frame::Frame;
use crate::page::Moves;
use crate::pages::{
    AccountPage, AuditPage, BlamePage, ChangePage, ChangesPage, DeploymentPage, DeploymentsPage,
    GalleryPage, NewChangePage, NewReleasePage, NewServicePage, NewVersionPage, NotFoundPage,
    PeoplePage, PermissionsPage, PolicyPage, PreviewPage, QueuePage, ReleasePage, RollBackPage,
    RunTaskPage, SecretsPage, ServicePage, ServicesPage, SetUpPage, SignInPage,
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
                <FlatRoutes fallback=|| guarded(|| view! { <NotFoundPage /> }.into_any())>
                    <Route path=path!("/sign-in") view=SignInPage />
                    <Route path=path!("/set-up") view=SetUpPage />
                    <Route path=path!("/account") view=account />
                    <Route path=path!("/people") view=people />
                    <Route path=path!("/") view=|| guarded(|| view! { <ServicesPage /> }.into_any()) />
                    <Route
                        path=path!("/clusters/:cluster/services/:service")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <ServicePage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/clusters/:cluster/services/:service/new-version")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <NewVersionPage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/clusters/:cluster/services/:service/roll-back")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <RollBackPage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/clusters/:cluster/services/:service/blame")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <BlamePage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/clusters/:cluster/services/:service/run-task")
                        view=|| {
                            keyed(|[cluster, service]| {
                                view! { <RunTaskPage cluster service /> }.into_any()
                            })
                        }
                    />
                    <Route
                        path=path!("/new")
                        view=|| guarded(|| view! { <NewServicePage /> }.into_any())
                    />
                    <Route
                        path=path!("/plans/:id")
                        view=|| identified(|hash| view! { <PreviewPage hash /> }.into_any())
                    />
                    <Route
                        path=path!("/deployments/:id")
                        view=|| identified(|id| view! { <DeploymentPage id /> }.into_any())
                    />
                    <Route
                        path=path!("/deployments")
                        view=|| guarded(|| view! { <DeploymentsPage /> }.into_any())
                    />
                    <Route
                        path=path!("/changes")
                        view=|| guarded(|| view! { <ChangesPage /> }.into_any())
                    />
                    <Route
                        path=path!("/changes/new")
                        view=|| guarded(|| view! { <NewChangePage /> }.into_any())
                    />
                    <Route
                        path=path!("/changes/:id")
                        view=|| identified(|id| view! { <ChangePage id /> }.into_any())
                    />
                    <Route
                        path=path!("/environment")
                        view=|| guarded(|| view! { <PolicyPage /> }.into_any())
                    />
                    <Route
                        path=path!("/releases/new")
                        view=|| guarded(|| view! { <NewReleasePage /> }.into_any())
                    />
                    <Route
                        path=path!("/releases/:id")
                        view=|| identified(|id| view! { <ReleasePage id /> }.into_any())
                    />
                    <Route
                        path=path!("/audit")
                        view=|| guarded(|| view! { <AuditPage /> }.into_any())
                    />
                    <Route
                        path=path!("/queue")
                        view=|| guarded(|| view! { <QueuePage /> }.into_any())
                    />
                    <Route
                        path=path!("/secrets")
                        view=|| guarded(|| view! { <SecretsPage /> }.into_any())
                    />
                    <Route
                        path=path!("/permissions")
                        view=|| guarded(|| view! { <PermissionsPage /> }.into_any())
                    />
                    <Route
                        path=path!("/gallery")
                        view=|| guarded(|| view! { <GalleryPage /> }.into_any())
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

/// A page that is made anew for each service.
fn keyed(page: impl Fn([String; 2]) -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let parameters = use_params_map();
    let key = Memo::new(move |_| {
        parameters.with(|parameters| {
            ["cluster", "service"].map(|name| parameters.get(name).unwrap_or_default())
        })
    });
    guarded(move || page(key.get()))
}

/// A page that is made anew for each id.
fn identified(page: impl Fn(String) -> AnyView + Send + Sync + 'static) -> impl IntoView {
    let parameters = use_params_map();
    let key =
        Memo::new(move |_| parameters.with(|parameters| parameters.get("id").unwrap_or_default()));
    guarded(move || page(key.get()))
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
