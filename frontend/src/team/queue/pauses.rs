//! Holding deployments up and letting them go on.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::permission::Operation;
use shared::wire::{Pause, PauseRequest, Scope};

use crate::api::{self, Failure};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Button, Chip, Dialog, DialogHandle, Look, TextField, TimeAgo, Tone};

/// What can be paused, and what is.
#[component]
pub(super) fn Pauses(
    pauses: Memo<Vec<Pause>>,
    /// Says that something was paused or goes on.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let cards = Scope::ALL
        .into_iter()
        .map(|scope| {
            let own = Memo::new(move |_| {
                pauses.with(|pauses| pauses.iter().find(|pause| pause.scope == scope).cloned())
            });
            view! { <PauseCard scope own on_change /> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="pauses">
            <h2 id="pauses">"Pauses"</h2>
            <p class="quiet section__gloss">
                "While something is paused, nothing new begins. What runs goes on to its end, and people can still plan and start things: they wait."
            </p>
            <ul class="cards">{cards}</ul>
        </section>
    }
}

#[component]
fn PauseCard(scope: Scope, own: Memo<Option<Pause>>, on_change: Callback<()>) -> impl IntoView {
    let session = SessionContext::expect();
    let handle = DialogHandle::new();
    let reason = RwSignal::new(String::new());
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let denied = Signal::derive(move || session.denial(Operation::Pause));
    let missing = Signal::derive(move || {
        reason
            .with(|reason| reason.trim().is_empty())
            .then(|| "Say why first, for those who wait.".to_owned())
    });
    let name = move || match scope {
        Scope::Environment => session.environment().map_or_else(
            || "This environment".to_owned(),
            |known| format!("This environment, {}", known.name),
        ),
        Scope::Everything => "Everything".to_owned(),
    };
    let gloss = match scope {
        Scope::Environment => "Deployments of this environment alone.",
        Scope::Everything => "Deployments of every environment that shares this database.",
    };
    let settle = move |answer: Result<(), Failure>| {
        pending.try_set(false);
        match answer {
            Ok(()) => {
                on_change.try_run(());
            }
            Err(refused) => {
                failure.try_set(Some(refused));
            }
        }
    };
    let pause = move |()| {
        let request = PauseRequest {
            reason: reason.get_untracked().trim().to_owned(),
        };
        handle.close();
        reason.set(String::new());
        pending.set(true);
        failure.set(None);
        spawn_local(async move { settle(api::put_pause(scope, &request).await.map(drop)) });
    };
    let resume = move |()| {
        pending.set(true);
        failure.set(None);
        spawn_local(async move { settle(api::delete_pause(scope).await) });
    };
    let is_paused = Memo::new(move |_| own.with(Option::is_some));
    let (pause_words, resume_words, title) = match scope {
        Scope::Environment => (
            "Pause this environment",
            "Let this environment go on",
            "Pause this environment?",
        ),
        Scope::Everything => (
            "Pause everything",
            "Let everything go on",
            "Pause everything?",
        ),
    };
    view! {
        <li class="card">
            <div class="card__head">
                <strong>{name}</strong>
                <Chip
                    tone=Signal::derive(move || if is_paused.get() { Tone::Warn } else { Tone::Good })
                    word=Signal::derive(move || {
                        if is_paused.get() { "Paused" } else { "Open" }.to_owned()
                    })
                />
            </div>
            <p class="quiet">{gloss}</p>
            <div role="status">
                {move || {
                    own.get()
                        .map(|pause| {
                            view! {
                                <p>
                                    {format!("{} paused it ", pause.by)} <TimeAgo at_ms=pause.at_ms />
                                    ": " {crate::text::sentence(&pause.reason)}
                                </p>
                            }
                        })
                }}
            </div>
            <FailureBanner failure />
            <div class="actions">
                {move || {
                    if is_paused.get() {
                        view! {
                            <Button pending denied on_press=resume>
                                {resume_words}
                            </Button>
                        }
                            .into_any()
                    } else {
                        view! {
                            <Button pending denied on_press=move |()| handle.open()>
                                {pause_words}
                            </Button>
                        }
                            .into_any()
                    }
                }}
            </div>
            <Dialog handle title>
                <p>{gloss} " Nothing new begins until somebody lets it go on; what runs goes on to its end."</p>
                <div class="form">
                    <TextField
                        id=format!("pause-{}", scope.as_str())
                        label="Why"
                        help="Everybody who starts something reads it."
                        value=reason
                        on_input=move |text| reason.set(text)
                    />
                </div>
                <div class="actions">
                    <Button look=Look::Primary denied=missing on_press=pause>
                        "Pause it"
                    </Button>
                    <Button on_press=move |()| handle.close()>"Leave it open"</Button>
                </div>
            </Dialog>
        </li>
    }
}
