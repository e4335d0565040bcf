//! The chain that holds the audit: its end to be kept elsewhere, its export, and verifying it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::audit::AuditHead;
use shared::wire::AuditCheck;

use crate::api::{self, Failure, Loader};
use crate::parts::FailureBanner;
use crate::team::words::counted;
use crate::ui::{
    AsyncView, Banner, Button, CopyButton, Disclosure, Note, Skeleton, TextField, Tone,
};

#[component]
pub(super) fn ChainView() -> impl IntoView {
    let head: Loader<AuditHead> = Loader::new(api::find_audit_head);
    let ready =
        Arc::new(move |shown: Memo<AuditHead>| view! { <HeadView head=shown /> }.into_any());
    view! {
        <section class="section chain" aria-labelledby="chain">
            <h2 id="chain">"The chain"</h2>
            <AsyncView
                state=head.state()
                retry=move |()| head.reload()
                loading=|| view! { <Skeleton lines=3 /> }
                ready
            />
            <Verify head />
        </section>
    }
}

/// The end of the chain, and what to do with it.
#[component]
fn HeadView(head: Memo<AuditHead>) -> impl IntoView {
    let text = Signal::derive(move || head.get().to_string());
    let many = move || {
        let number = usize::try_from(head.get().sequence).unwrap_or(usize::MAX);
        counted(number, "record", "records")
    };
    view! {
        <p>
            {many} ". The head is " <code class="mono chain__head" id="audit-head">{text}</code> " "
            <CopyButton text what="the head of the audit" />
        </p>
        <p class="quiet">
            "Keep it where nobody who can write Longshore's database can write, such as in a ticket or another account. Held against it later, also an end that was cut off and a chain that was made anew are found."
        </p>
    }
}

/// What verifying has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stand {
    Going { to: i64, end: i64 },
    Whole { records: i64, held: bool },
    Broken(String),
}

#[component]
fn Verify(head: Loader<AuditHead>) -> impl IntoView {
    let stand = RwSignal::new(None::<Stand>);
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let kept = RwSignal::new(String::new());
    let notes = Signal::derive(move || kept.with(|kept| objections(kept)));
    let verify = move |()| {
        if !notes.with_untracked(Vec::is_empty) {
            crate::dom::focus("audit-kept");
            return;
        }
        pending.set(true);
        failure.set(None);
        let anchor = Some(kept.get_untracked().trim().to_owned()).filter(|kept| !kept.is_empty());
        spawn_local(async move {
            match go_along(stand, anchor).await {
                Ok(found) => {
                    stand.try_set(Some(found));
                }
                Err(refused) => {
                    stand.try_set(None);
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
            head.reload();
        });
    };
    view! {
        <div class="actions">
            <Button pending on_press=verify>
                "Verify the chain"
            </Button>
            <a class="button" href=api::AUDIT_EXPORT download="longshore-audit.jsonl" rel="external">
                "Export all records"
            </a>
        </div>
        <FailureBanner failure />
        <div role="status">{move || stand.get().map(stand_view)}</div>
        <Disclosure label="Hold it against a head that was kept">
            <TextField
                id="audit-kept"
                label="Head that was kept"
                help="As it was copied here or printed by longshore audit head, such as 42:1f…"
                value=kept
                on_input=move |text| kept.set(text)
                notes
            />
            <p class="quiet">
                "Here the server verifies itself. Where somebody may have got hold of it, run "
                <code class="mono">"longshore audit verify --head …"</code>
                " with a program that you trust, on a copy of the database."
            </p>
        </Disclosure>
    }
}

/// Has the chain verified part by part.
async fn go_along(
    stand: RwSignal<Option<Stand>>,
    anchor: Option<String>,
) -> Result<Stand, Failure> {
    let mut after = 0;
    loop {
        let AuditCheck {
            checked,
            end,
            broken,
        } = api::verify_audit(after, anchor.clone()).await?;
        if let Some(words) = broken {
            return Ok(Stand::Broken(words));
        }
        // A part that brings nothing on would be asked for again and again.
        if checked.sequence >= end.sequence || checked.sequence <= after {
            return Ok(Stand::Whole {
                records: checked.sequence,
                held: anchor.is_some(),
            });
        }
        after = checked.sequence;
        let going = Stand::Going {
            to: after,
            end: end.sequence,
        };
        if stand.try_set(Some(going)).is_some() {
            // Nobody looks any more.
            return Ok(Stand::Going {
                to: after,
                end: end.sequence,
            });
        }
    }
}

fn stand_view(stand: Stand) -> AnyView {
    match stand {
        Stand::Going { to, end } => {
            view! { <p class="chain__going">{format!("Verified {to} of {end} records.")}</p> }
                .into_any()
        }
        Stand::Whole { records, held } => {
            let number = usize::try_from(records).unwrap_or(usize::MAX);
            let against = if held {
                "They lead up from the head that was kept."
            } else {
                "Only a head that was kept elsewhere tells whether all of it was made anew."
            };
            view! {
                <Banner tone=Tone::Good title="The chain is whole">
                    <p>
                        {format!(
                            "{} follow each other, and none was changed. {against}",
                            counted(number, "record", "records"),
                        )}
                    </p>
                </Banner>
            }
            .into_any()
        }
        Stand::Broken(words) => view! {
            <Banner tone=Tone::Bad title="The chain is not whole">
                <p>{crate::text::sentence(&words)}</p>
                <p>
                    "Somebody has written to Longshore's database. Keep a copy of it as it is, and compare it with an export or a backup of before."
                </p>
            </Banner>
        }
        .into_any(),
    }
}

/// What is said at the field of a head that was kept.
fn objections(kept: &str) -> Vec<Note> {
    let kept = kept.trim();
    if kept.is_empty() || kept.parse::<AuditHead>().is_ok() {
        return Vec::new();
    }
    vec![Note {
        tone: Tone::Bad,
        text: "This is no head. Give the number, a colon and the 64 characters of the hash."
            .to_owned(),
        action: None,
    }]
}
