//! What stands around every page: where one is, which environment it is, and who one is.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use shared::permission::Operation;
use shared::wire::{Environment, MOST_COUNTED, Session};

use crate::api::{self, Loader};
use crate::environment::{here, there};
use crate::page::Roads;
use crate::session::{SessionContext, SessionState};
use crate::shortcuts::PageShortcuts;
use crate::theme::{Theme, ThemeContext};
use crate::ui::{Announcer, Button, Choice, Icon, LiveRegion, Load, RadioGroup};

const COUNT_EVERY_MS: u32 = 30_000;

/// Has what waits for the person counted anew before it is time to.
#[derive(Clone, Copy)]
pub(crate) struct Recount(Trigger);

impl Recount {
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    pub(crate) fn ask(self) {
        self.0.notify();
    }
}

#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let navigate = use_navigate();
    Roads::provide(move |path| navigate(path, NavigateOptions::default()));
    provide_context(Recount(Trigger::new()));
    let session = SessionContext::expect();
    let signed_in = Memo::new(move |_| match session.state() {
        SessionState::SignedIn(session) => Some(session),
        SessionState::Unknown | SessionState::SignedOut | SessionState::Unreachable(_) => None,
    });
    view! {
        <a class="skip" href="#main" rel="external">
            "Skip to the content"
        </a>
        <header class="header">
            <div class="header__row">
                <a class="brand" href=here("/")>
                    <span class="brand__mark">{Icon::Sea.view()}</span>
                    "Longshore"
                </a>
                {move || {
                    signed_in
                        .get()
                        .map(|session| {
                            view! {
                                <Pages />
                                <Person session />
                            }
                        })
                }}
            </div>
            {move || {
                // Before somebody has signed in nothing is told but whether anything is real.
                let environment = signed_in.get().and_then(|_| session.environment());
                environment.map(|environment| view! { <Plate environment /> })
            }}
        </header>
        <main class="main" id="main" tabindex="-1">
            {children()}
        </main>
        <footer class="footer">
            {move || {
                session.about().map(|about| format!("Longshore {}", about.version))
            }}
        </footer>
        <PageShortcuts />
        <LiveRegion />
    }
}

/// The way to the pages of the environment, as soon as it is known.
#[component]
fn Pages() -> impl IntoView {
    let session = SessionContext::expect();
    let is_there = Memo::new(move |_| session.environment().is_some());
    move || is_there.get().then(|| view! { <Navigation /> })
}

#[component]
fn Navigation() -> impl IntoView {
    view! {
        <nav class="nav" aria-label="Pages">
            <A href=here("/") exact=true>
                "Services"
            </A>
            <A href=here("/deployments")>"Deployments"</A>
            <A href=here("/changes")>"Changes" <Waiting /></A>
            <A href=here("/queue")>"Queue"</A>
            <A href=here("/secrets")>"Secrets"</A>
        </nav>
    }
}

/// How many changes wait for the person; nothing where none does.
#[component]
fn Waiting() -> impl IntoView {
    let counts = Loader::new(api::count_changes);
    let recount = Recount::expect();
    Effect::new(move |before: Option<()>| {
        recount.0.track();
        if before.is_some() {
            counts.reload();
        }
    });
    api::poll_while(
        COUNT_EVERY_MS,
        || !document().hidden(),
        move || counts.reload(),
    );
    move || {
        let waiting = counts.state().with(|state| match state {
            Load::Ready(counts) => counts.waiting_for_me,
            Load::Loading | Load::Failed(_) => 0,
        });
        (waiting > 0).then(|| {
            let number = if waiting >= MOST_COUNTED {
                format!("{}+", MOST_COUNTED - 1)
            } else {
                waiting.to_string()
            };
            view! {
                " "
                <span class="count">
                    {number} <span class="visually-hidden">" waiting for you"</span>
                </span>
            }
        })
    }
}

/// The environment, which must never be overlooked.
#[component]
fn Plate(environment: Environment) -> impl IntoView {
    let Environment {
        name,
        account,
        region,
        simulated,
        clusters,
        held,
    } = environment;
    let clusters = match clusters.as_slice() {
        [] => None,
        [one] => Some(format!("cluster {one}")),
        some => Some(format!("{} clusters", some.len())),
    };
    view! {
        <div class="plate" role="note" aria-label="Environment" data-simulated=simulated.to_string()>
            <Places name />
            {account
                .map(|account| {
                    view! {
                        <span>
                            <span class="plate__word">"account "</span>
                            <span class="mono">{account}</span>
                        </span>
                    }
                })}
            <span class="mono">{region}</span>
            {clusters.map(|clusters| view! { <span class="plate__clusters">{clusters}</span> })}
            {held
                .map(|reason| {
                    view! {
                        <span class="plate__held" title=reason>
                            "Not at work"
                        </span>
                    }
                })}
            {simulated
                .then(|| view! { <span class="plate__simulated">"Simulated AWS"</span> })}
        </div>
    }
}

/// The name of the environment; where there are others, with the way to them.
#[component]
fn Places(name: String) -> impl IntoView {
    let session = SessionContext::expect();
    let others = Memo::new({
        let name = name.clone();
        move |_| {
            let all = session.environments().unwrap_or_default();
            let others = all.into_iter().filter(|one| one.name != name);
            others.collect::<Vec<_>>()
        }
    });
    move || {
        let name = name.clone();
        if others.with(Vec::is_empty) {
            view! {
                <a class="plate__name" href=here("/environment")>
                    {name}
                </a>
            }
            .into_any()
        } else {
            let links = others.get().into_iter().map(|other| {
                view! {
                    <li>
                        // Loaded anew, so that nothing of this environment is shown in the other.
                        <a href=there(&other.name, "") rel="external">
                            <span class="places__name">{other.name.clone()}</span>
                            <span class="quiet">
                                {other.account.clone().map(|account| format!("{account} · "))}
                                {other.region}
                            </span>
                        </a>
                    </li>
                }
            });
            view! {
                <details class="menu places">
                    <summary class="plate__name">{name}</summary>
                    <div class="menu__body">
                        <ul class="places__list">{links.collect_view()}</ul>
                    </div>
                </details>
            }
            .into_any()
        }
    }
}

/// Who is signed in, the theme, and the way out.
#[component]
fn Person(session: Session) -> impl IntoView {
    let context = SessionContext::expect();
    let theme = ThemeContext::expect();
    let announcer = Announcer::expect();
    let grants = session.grants;
    let leaving = RwSignal::new(false);
    let sign_out = move |()| {
        leaving.set(true);
        spawn_local(async move {
            if let Err(failure) = context.sign_out().await {
                announcer.say(&failure.trouble().detail);
                leaving.try_set(false);
            }
        });
    };
    let themes = Theme::ALL
        .into_iter()
        .map(|theme| Choice::new(theme.as_str(), theme.label()))
        .collect::<Vec<_>>();
    view! {
        <details class="menu">
            <summary class="menu__summary">
                <span class="menu__name">{session.name}</span>
                // Without it a screen reader reads both as one word.
                " "
                <span class="quiet">{move || grants.words(&context.environment_name())}</span>
            </summary>
            <div class="menu__body">
                <RadioGroup
                    id="theme"
                    legend="Theme"
                    choices=themes
                    value=Signal::derive(move || theme.get().as_str().to_owned())
                    on_choose=move |name: String| theme.choose_named(&name)
                />
                <a href="/account">"Your account"</a>
                <a href="/news">"News"</a>
                {move || {
                    context
                        .denial(Operation::ManagePeople)
                        .is_none()
                        .then(|| view! { <a href="/people">"People"</a> })
                }}
                {move || {
                    context
                        .denial(Operation::ReadAudit)
                        .is_none()
                        .then(|| view! { <a href="/audit">"Audit"</a> })
                }}
                {move || {
                    context
                        .denial(Operation::ManageWebhooks)
                        .is_none()
                        .then(|| view! { <a href="/webhooks">"Webhooks"</a> })
                }}
                {move || {
                    context
                        .denial(Operation::ManageEnvironments)
                        .is_none()
                        .then(|| view! { <a href="/environment-settings">"Environments"</a> })
                }}
                <a href=here("/environment")>"What the environment asks for"</a>
                <a href=here("/permissions")>"What Longshore may do in AWS"</a>
                <Button pending=leaving on_press=sign_out>
                    "Sign out"
                </Button>
            </div>
        </details>
    }
}
