//! One's own second factor: setting it up, keeping the recovery codes, turning it off.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Account, Enrollment, FactorCode, ProblemCode, RecoveryCodes, Secret};

use super::super::fit;
use crate::acting::Identity;
use crate::api::{self, Failure};
use crate::dom;
use crate::parts::FailureBanner;
use crate::ui::{Banner, Button, Chip, ConfirmDialog, CopyButton, Look, TextField, TimeAgo, Tone};

#[component]
pub(super) fn Factor(
    account: Memo<Account>,
    identity: Identity,
    /// Says that it was turned on or off.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let enrollment = RwSignal::new(None::<Enrollment>);
    let recovery = RwSignal::new(None::<RecoveryCodes>);
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let begin = StoredValue::new(None::<Callback<()>>);
    let begin_again = Callback::new(move |()| {
        if let Some(begin) = begin.try_get_value().flatten() {
            begin.try_run(());
        }
    });
    begin.set_value(Some(Callback::new(move |()| {
        pending.set(true);
        failure.set(None);
        recovery.set(None);
        spawn_local(async move {
            match api::enroll().await {
                Ok(drawn) => {
                    enrollment.try_set(Some(drawn));
                    request_animation_frame(|| {
                        dom::focus("factor-code");
                    });
                }
                Err(refused) => {
                    failure.try_set(identity.judge(refused, begin_again));
                }
            }
            pending.try_set(false);
        });
    })));
    let off = StoredValue::new(None::<Callback<()>>);
    let off_again = Callback::new(move |()| {
        if let Some(off) = off.try_get_value().flatten() {
            off.try_run(());
        }
    });
    off.set_value(Some(Callback::new(move |()| {
        pending.set(true);
        failure.set(None);
        recovery.set(None);
        spawn_local(async move {
            match api::delete_second_factor().await {
                Ok(()) => {
                    on_change.try_run(());
                }
                Err(refused) => {
                    failure.try_set(identity.judge(refused, off_again));
                }
            }
            pending.try_set(false);
        });
    })));
    let on_codes = Callback::new(move |codes: RecoveryCodes| {
        enrollment.set(None);
        recovery.set(Some(codes));
        on_change.run(());
        request_animation_frame(|| {
            dom::focus("recovery-codes");
        });
    });
    view! {
        <section class="section" aria-labelledby="factor-section">
            <h2 id="factor-section">"Second factor"</h2>
            <FailureBanner failure />
            <Standing
                account
                may_begin=Signal::derive(move || enrollment.with(Option::is_none))
                pending
                on_begin=begin_again
                on_off=off_again
            />
            {move || {
                enrollment
                    .get()
                    .map(|enrollment| view! { <Scan enrollment identity on_codes /> })
            }}
            <div role="status" id="recovery-codes" tabindex="-1">
                {move || recovery.get().map(|codes| view! { <Recovery codes /> })}
            </div>
        </section>
    }
}

/// Whether it is on, and what can be done about it.
#[component]
fn Standing(
    account: Memo<Account>,
    may_begin: Signal<bool>,
    pending: RwSignal<bool>,
    on_begin: Callback<()>,
    on_off: Callback<()>,
) -> impl IntoView {
    let since = Memo::new(move |_| account.with(|account| account.second_factor_since_ms));
    move || {
        match since.get() {
        Some(at_ms) => view! {
            <p>
                <Chip tone=Tone::Good word="On" /> " since " <TimeAgo at_ms /> ". "
                {move || account.with(|account| account.recovery_codes_left)}
                " recovery codes are left."
            </p>
            <div class="actions">
                <ConfirmDialog
                    trigger="Turn it off"
                    look=Look::Plain
                    pending
                    title="Turn the second factor off?"
                    text="Your password alone opens your account then. The recovery codes are void."
                    confirm="Turn it off"
                    on_confirm=on_off
                />
            </div>
        }
        .into_any(),
        None => view! {
            <p>
                "Off. With it, your password alone opens nothing: an app on your telephone shows a code for each sign-in."
            </p>
            {move || {
                may_begin
                    .get()
                    .then(|| {
                        view! {
                            <div class="actions">
                                <Button pending on_press=on_begin>
                                    "Set up an authenticator"
                                </Button>
                            </div>
                        }
                    })
            }}
        }
        .into_any(),
    }
    }
}

/// What an authenticator scans, and the code that shows that it did.
#[component]
fn Scan(
    enrollment: Enrollment,
    identity: Identity,
    on_codes: Callback<RecoveryCodes>,
) -> impl IntoView {
    let Enrollment {
        secret,
        uri: _in_the_picture,
        qr_size,
        qr_path,
    } = enrollment;
    let secret = secret.into_exposed();
    let code = RwSignal::new(String::new());
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // What is wrong with the code, told where it is typed.
    let wrong = RwSignal::new(None::<String>);
    let confirm = move || {
        pending.set(true);
        failure.set(None);
        wrong.set(None);
        let shown = FactorCode {
            code: Secret::new(code.get_untracked()),
        };
        spawn_local(async move {
            match api::confirm_second_factor(&shown).await {
                Ok(codes) => {
                    on_codes.try_run(codes);
                }
                Err(refused) => {
                    let is_wrong = refused.code == Some(ProblemCode::BadRequest);
                    wrong.try_set(is_wrong.then(|| refused.detail.clone()));
                    let again = Callback::new(move |()| {
                        code.try_set(String::new());
                    });
                    failure.try_set(identity.judge(refused, again).filter(|_| !is_wrong));
                    if is_wrong {
                        dom::focus("factor-code");
                    }
                }
            }
            pending.try_set(false);
        });
    };
    view! {
        <p>"Scan this with an authenticator, or type the secret into it."</p>
        <svg
            class="qr"
            viewBox=format!("0 0 {qr_size} {qr_size}")
            role="img"
            aria-label="QR code for an authenticator"
            shape-rendering="crispEdges"
        >
            <rect class="qr__ground" width=qr_size.to_string() height=qr_size.to_string() />
            <path class="qr__squares" d=qr_path.into_exposed() />
        </svg>
        <p>
            "Secret: " <code class="mono" id="factor-secret">{secret.clone()}</code> " "
            <CopyButton text=secret what="the secret" />
        </p>
        <FailureBanner failure />
        <form
            class="form"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                if !pending.get_untracked() {
                    confirm();
                }
            }
        >
            <TextField
                id="factor-code"
                label="Code that it shows"
                value=code
                on_input=move |text| code.set(text)
                notes=Signal::derive(move || fit::notes(wrong.get()))
                kind="numeric"
                autocomplete="one-time-code"
            />
            <div class="actions">
                <Button look=Look::Primary submits=true pending>
                    "Turn it on"
                </Button>
            </div>
        </form>
    }
}

/// What lets in whoever lost the authenticator, in the one moment that it is shown.
#[component]
fn Recovery(codes: RecoveryCodes) -> impl IntoView {
    let codes: Vec<String> = codes.codes.into_iter().map(Secret::into_exposed).collect();
    let all = codes.join("\n");
    let lines = codes
        .into_iter()
        .map(|code| view! { <li class="mono">{code}</li> })
        .collect_view();
    view! {
        <Banner tone=Tone::Good title="The second factor is on">
            <p>
                "Keep these recovery codes where only you find them. Each opens your account once when the authenticator is lost. They are not shown again."
            </p>
            <ul class="plain-list codes">{lines}</ul>
            <CopyButton text=all what="the recovery codes" />
        </Banner>
    }
}
