//! Signing in. Wrong names and wrong passwords get the same answer.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::wire::{Entrances, ProblemCode, ProviderSignIn, Secret, SignIn};

use crate::api::{self, Failure};
use crate::dom;
use crate::page::Heading;
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Banner, Button, Look, TextField, Tone};

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let session = SessionContext::expect();
    let query = use_query_map();
    let navigate = use_navigate();
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
    let asks_code = RwSignal::new(false);
    let entrances = RwSignal::new(Entrances {
        passwords: true,
        has_administrator: true,
        ..Entrances::default()
    });
    spawn_local(async move {
        if let Ok(told) = api::find_entrances().await {
            entrances.try_set(told);
        }
    });
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let next = query.with_untracked(|query| query.get("next"));
    // Who is signed in and comes back from the provider with nothing has to read why, and then goes
    // on where they were.
    let told = query.with_untracked(|query| query.get("problem"));
    let told = told.as_deref().and_then(problem_words);
    let stays = RwSignal::new(told.is_some());
    let goes_on = next.clone();
    // Touches the outside world: the address.
    Effect::new(move |_| {
        if session.is_signed_in() && !stays.get() {
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&own_address(next.clone()), options);
        }
    });
    let form = Form {
        password,
        code,
        asks_code,
        failure,
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        failure.set(None);
        let who = SignIn {
            name: name.get_untracked(),
            password: Secret::new(password.get_untracked()),
            code: asks_code
                .get_untracked()
                .then(|| Secret::new(code.get_untracked())),
        };
        stays.set(false);
        spawn_local(async move {
            if let Err(refused) = session.sign_in(&who).await {
                let is_again = who.code.is_some();
                form.take(refused, is_again);
            }
            pending.try_set(false);
        });
    };
    view! {
        <div class="sign-in">
            <Heading title="Sign in" />
            {move || {
                session
                    .has_expired()
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Info title="Your session has ended">
                                <p>"Sign in again. What you typed is kept in this tab."</p>
                            </Banner>
                        }
                    })
            }}
            <First entrances />
            <Told told />
            <FailureBanner failure />
            <Show
                when=move || !(stays.get() && session.is_signed_in())
                fallback=move || view! { <GoOn next=goes_on.clone() /> }
            >
                <Ways entrances pending failure />
                <form class="form" on:submit=submit>
                    <Fields name password code asks_code />
                    <div class="actions">
                        <Button look=Look::Primary submits=true pending>
                            "Sign in"
                        </Button>
                    </div>
                </form>
            </Show>
            <Simulated />
        </div>
    }
}

/// What a refusal leaves standing, and what it takes out.
#[derive(Clone, Copy)]
struct Form {
    password: RwSignal<String>,
    code: RwSignal<String>,
    asks_code: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Form {
    /// Takes a refusal of what was sent, with a code or without.
    fn take(self, refused: Failure, had_code: bool) {
        self.code.try_set(String::new());
        let is_asked = refused.code == Some(ProblemCode::CodeNeeded);
        // Whom a code was asked of has a right password, so that it is the code that was wrong.
        let is_again = had_code && refused.code == Some(ProblemCode::WrongCredentials);
        self.failure.try_set((!is_asked).then_some(refused));
        if is_asked || is_again {
            self.asks_code.try_set(true);
            request_animation_frame(|| {
                dom::focus("code");
            });
        } else {
            self.asks_code.try_set(false);
            self.password.try_set(String::new());
            dom::focus("password");
        }
    }
}

/// Name, password, and a code where the account asks for one.
#[component]
fn Fields(
    name: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    asks_code: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <TextField
            id="name"
            label="Name"
            value=name
            on_input=move |text| name.set(text)
            autocomplete="username"
        />
        <TextField
            id="password"
            label="Password"
            kind="password"
            value=password
            on_input=move |text| password.set(text)
            autocomplete="current-password"
        />
        {move || {
            asks_code
                .get()
                .then(|| {
                    view! {
                        <TextField
                            id="code"
                            label="Code"
                            help="Six digits from your authenticator, or a recovery code."
                            value=code
                            on_input=move |text| code.set(text)
                            autocomplete="one-time-code"
                        />
                    }
                })
        }}
    }
}

/// Says that there is nothing to lose here.
#[component]
fn Simulated() -> impl IntoView {
    let session = SessionContext::expect();
    let is_simulated = move || session.about().is_some_and(|about| about.simulated);
    view! {
            {move || {
                is_simulated()
                    .then(|| {
                        view! {
                            <p class="quiet">
                                "Behind this is a simulated AWS: nothing here costs or breaks anything. The trial log-ins were printed where Longshore was started."
                            </p>
                        }
                    })
            }}
    }
}

/// Who comes in first, where there is no administrator yet.
#[component]
fn First(entrances: RwSignal<Entrances>) -> impl IntoView {
    let first = move || {
        entrances.with(|entrances| match &entrances.provider {
            _ if entrances.has_administrator => None,
            _ if entrances.set_up => Some(view! { <p>
                <a href="/set-up">"Make the first account"</a>
                " with the code that Longshore printed where it was started. The code is good for a day; the next start prints another one."
            </p> }.into_any()),
            Some(name) => Some(view! { <p>
                {format!("People come in at {name}, and their groups there say what they may do. ")}
                "The first administrator comes from a group that was given that role where Longshore was started, with " <code>"--oidc-grant GROUP=administrator"</code> "."
            </p> }.into_any()),
            None => None,
        })
    };
    view! {
        {move || {
            first()
                .map(|words| {
                    view! {
                        <Banner tone=Tone::Info title="There is no administrator yet">
                            {words}
                        </Banner>
                    }
                })
        }}
    }
}

/// What came of a sign-in at the provider that led nowhere.
#[component]
fn Told(told: Option<&'static str>) -> impl IntoView {
    let session = SessionContext::expect();
    let title = move || {
        if session.is_signed_in() {
            "It was not confirmed that it is you"
        } else {
            "You are not signed in"
        }
    };
    view! {
        {told
            .map(|words| {
                view! {
                    <div role="alert">
                        {move || {
                            view! {
                                <Banner tone=Tone::Bad title=title()>
                                    <p>{words}</p>
                                </Banner>
                            }
                        }}
                    </div>
                }
            })}
    }
}

/// Back to where somebody was who is signed in all the same.
#[component]
fn GoOn(next: Option<String>) -> impl IntoView {
    let session = SessionContext::expect();
    view! {
        <p>
            {move || format!("You are still signed in as {}. ", session.name())}
            <a href=own_address(next)>"Go on"</a>
        </p>
    }
}

/// The way to the identity provider, where one is set.
#[component]
fn Ways(
    entrances: RwSignal<Entrances>,
    pending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
) -> impl IntoView {
    let query = use_query_map();
    let leave = move |()| {
        pending.set(true);
        let wanted = ProviderSignIn {
            next: query.with_untracked(|query| query.get("next")),
            again: false,
        };
        spawn_local(async move {
            match api::begin_provider_sign_in(&wanted).await {
                Ok(address) => dom::leave_for(&address.url),
                Err(refused) => {
                    failure.try_set(Some(refused));
                    pending.try_set(false);
                }
            }
        });
    };
    view! {
            {move || {
                entrances
                    .with(|entrances| entrances.provider.clone())
                    .map(|name| {
                        view! {
                            <div class="actions">
                                <Button pending on_press=leave>
                                    {format!("Sign in at {name}")}
                                </Button>
                            </div>
                        }
                    })
            }}
            {move || {
                (!entrances.with(|entrances| entrances.passwords))
                    .then(|| {
                        view! {
                            <p class="quiet">
                                "A password opens only the accounts that the operator has let in for when the provider is away."
                            </p>
                        }
                    })
            }}
    }
}

/// What a code in the address means. Words in the address would be anybody's.
fn problem_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "sign-in-expired" => {
            "The sign-in took too long, or was begun in another browser. Begin anew."
        }
        "provider-refused" => "The identity provider did not let you in.",
        "account-closed" => "Your account is closed. Ask an administrator.",
        "provider-away" => {
            "The identity provider does not answer. Try again; if it stays away, whoever runs Longshore can let you in by a password."
        }
        "provider-clock" => {
            "The identity provider's clock and Longshore's differ by more than a minute. Tell whoever runs Longshore."
        }
        "provider-unset" => {
            "The identity provider and Longshore are not set up for each other. Tell whoever runs Longshore: its log says what to set right."
        }
        "provider-no-auth-time" => {
            "The identity provider does not say when you signed in (`auth_time`), so it is no proof that it is you now. Tell whoever runs Longshore: its log says what to set at the provider. A password of your own proves it, too: an administrator gives you a code for one."
        }
        "provider-not-asked" => {
            "The identity provider did not ask you again who you are, or its clock differs from Longshore's. Sign out there, then try again; if it stays, tell whoever runs Longshore."
        }
        "provider-failed" => {
            "The identity provider's answer could not be used. Try again; if it stays, tell whoever runs Longshore."
        }
        _ => return None,
    })
}

/// Where to go after signing in: never to another site.
fn own_address(next: Option<String>) -> String {
    next.filter(|next| next.starts_with('/') && !next.starts_with("//") && !next.contains('\\'))
        .unwrap_or_else(|| "/".to_owned())
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn goes_to_own_pages_only() {
        let go = |next: &str| own_address(Some(next.to_owned()));
        assert_eq!(go("/secrets"), "/secrets");
        assert_eq!(go("//elsewhere.example"), "/");
        assert_eq!(go("/\\elsewhere.example"), "/");
        assert_eq!(go("https://elsewhere.example"), "/");
        assert_eq!(own_address(None), "/");
    }
}
