//! What stands around every page: where one is, which environment it is, and who one is.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use shared::permission::Operation;
use shared::wire::{Environment, MOST_COUNTED, Session};

use crate::api::{self, Loader};
use crate::page::Roads;
use crate::session::{SessionContext, SessionState};
use crate::shortcuts::PageShortcuts;
use crate::theme::{Theme, ThemeContext};
use crate::ui::{Announcer, Button, Choice, Icon, LiveRegion, Load, RadioGroup};

const COUNT_EVERY_MS: u32 = 30_000;

#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let navigate = use_navigate();
    Roads::provide(move |path| navigate(path, NavigateOptions::default()));
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
                <a class="brand" href="/">
                    <span class="brand__mark">{Icon::Sea.view()}</span>
                    "Longshore"
                </a>
                {move || {
                    signed_in
                        .get()
                        .map(|session| {
                            view! {
                                <Navigation />
                                <Person session />
                            }
                        })
                }}
            </div>
            {move || session.environment().map(|environment| view! { <Plate environment /> })}
        </header>
        <main class="main" id="main" tabindex="-1">
            {children()}
        </main>
        <footer class="footer">
            {move || {
                session
                    .environment()
                    .map(|environment| format!("Longshore {}", environment.version))
            }}
        </footer>
        <PageShortcuts />
        <LiveRegion />
    }
}

#[component]
fn Navigation() -> impl IntoView {
    view! {
        <nav class="nav" aria-label="Pages">
            <A href="/" exact=true>
                "Services"
            </A>
            <A href="/deployments">"Deployments"</A>
            <A href="/changes">"Changes" <Waiting /></A>
            <A href="/queue">"Queue"</A>
            <A href="/secrets">"Secrets"</A>
        </nav>
    }
}

/// How many changes wait for the person; nothing where none does.
#[component]
fn Waiting() -> impl IntoView {
    let counts = Loader::new(api::count_changes);
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
        version: _in_the_footer,
    } = environment;
    view! {
        <div class="plate" role="note" aria-label="Environment" data-simulated=simulated.to_string()>
            <a class="plate__name" href="/environment">
                {name}
            </a>
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
            {simulated
                .then(|| view! { <span class="plate__simulated">"Simulated AWS"</span> })}
        </div>
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
                <a href="/environment">"What the environment asks for"</a>
                <a href="/permissions">"What Longshore may do in AWS"</a>
                <Button pending=leaving on_press=sign_out>
                    "Sign out"
                </Button>
            </div>
        </details>
    }
}
