//! One's own account: password, second factor, sessions, tokens.

mod factor;
mod password;
mod sessions;
mod tokens;

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::Account;

use crate::acting::{ConfirmIdentity, Identity};
use crate::api::{self, Loader};
use crate::ui::{AsyncView, Skeleton};
use factor::Factor;
use password::Password;
use sessions::Sessions;
use tokens::Tokens;

#[component]
pub(super) fn AccountPage() -> impl IntoView {
    let account: Loader<Account> = Loader::new(api::find_account);
    let identity = Identity::new();
    let ready = Arc::new(move |shown: Memo<Account>| {
        let has_password = Memo::new(move |_| shown.with(|account| account.has_password));
        view! {
            <p class="lead">
                "You are " <strong>{move || shown.with(|account| account.name.clone())}</strong> ", "
                {move || grants_words(&shown.with(|account| account.grants.clone()))} "."
            </p>
            {move || {
                if has_password.get() {
                    view! {
                        <Password identity />
                        <Factor account=shown identity on_change=move |()| account.reload() />
                    }
                        .into_any()
                } else {
                    view! {
                        <p>
                            "You sign in at the identity provider: your password and second factor are kept there."
                        </p>
                    }
                        .into_any()
                }
            }}
            <p class="section">
                "What you hear of, and your e-mail address: " <a href="/news">"News"</a> "."
            </p>
            <Sessions />
            <Tokens identity />
        }
        .into_any()
    });
    view! {
        <AsyncView
            state=account.state()
            retry=move |()| account.reload()
            loading=|| view! { <Skeleton lines=10 /> }
            ready
        />
        <ConfirmIdentity identity />
    }
}

/// Roles in words, each with its place.
pub(super) fn grants_words(grants: &shared::permission::Grants) -> String {
    let words: Vec<String> = grants.0.iter().map(ToString::to_string).collect();
    if words.is_empty() {
        "without a role".to_owned()
    } else {
        words.join(", ")
    }
}
