//! Signing in. Wrong names and wrong passwords get the same answer.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::wire::SignIn;

use crate::api::Failure;
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
            password: password.get_untracked(),
        };
        spawn_local(async move {
            if let Err(refused) = session.sign_in(&who).await {
                failure.try_set(Some(refused));
                password.try_set(String::new());
                dom::focus("password");
            }
            pending.try_set(false);
        });
    };
    let is_simulated = move || {
        session
            .environment()
            .is_some_and(|environment| environment.simulated)
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
            <FailureBanner failure />
            <form class="form" on:submit=submit>
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
                <div class="actions">
                    <Button look=Look::Primary submits=true pending>
                        "Sign in"
                    </Button>
                </div>
            </form>
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
        </div>
    }
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
