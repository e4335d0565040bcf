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
        ..Entrances::default()
    });
    spawn_local(async move {
        if let Ok(told) = api::find_entrances().await {
            entrances.try_set(told);
        }
    });
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // Touches the outside world: the address.
    Effect::new(move |_| {
        if session.is_signed_in() {
            let next = query.with_untracked(|query| query.get("next"));
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&own_address(next), options);
        }
    });
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
        spawn_local(async move {
            if let Err(refused) = session.sign_in(&who).await {
                code.try_set(String::new());
                if refused.code == Some(ProblemCode::CodeNeeded) {
                    asks_code.try_set(true);
                    request_animation_frame(|| {
                        dom::focus("code");
                    });
                } else {
                    failure.try_set(Some(refused));
                    asks_code.try_set(false);
                    password.try_set(String::new());
                    dom::focus("password");
                }
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
            <Told entrances />
            <FailureBanner failure />
            <Ways entrances pending failure />
            <form class="form" on:submit=submit>
                <Fields name password code asks_code />
                <div class="actions">
                    <Button look=Look::Primary submits=true pending>
                        "Sign in"
                    </Button>
                </div>
            </form>
            <Simulated />
        </div>
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

/// What is to be known before one signs in.
#[component]
fn Told(entrances: RwSignal<Entrances>) -> impl IntoView {
    let query = use_query_map();
    let told = query.with_untracked(|query| query.get("problem"));
    let told = told.as_deref().and_then(problem_words);
    view! {
            {move || {
                entrances
                    .with(|entrances| entrances.set_up)
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Info title="Nobody has an account yet">
                                <p>
                                    <a href="/set-up">"Make the first account"</a>
                                    " with the code that Longshore printed where it was started."
                                </p>
                            </Banner>
                        }
                    })
            }}
            {told
                .map(|words| {
                    view! {
                        <div role="alert">
                            <Banner tone=Tone::Bad title="You are not signed in">
                                <p>{words}</p>
                            </Banner>
                        </div>
                    }
                })}
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
