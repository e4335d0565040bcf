//! What one hears of, by which way.

use leptos::prelude::*;
use shared::telling::{Choices, Hears, NewsKind, Way};
use shared::wire::Hearing as Heard;

use crate::api::{self, Loader};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Announcer, Button, Choice, Look, SelectField};

#[component]
pub(super) fn Hearing(shown: Memo<Heard>, heard: Loader<Heard>) -> impl IntoView {
    let announcer = Announcer::expect();
    let doing = Doing::new();
    let kept = Memo::new(move |_| shown.with(|shown| shown.choices.clone()));
    let typed = RwSignal::new(kept.get_untracked());
    let is_same = Memo::new(move |_| typed.get() == kept.get());
    let denied = Signal::derive(move || {
        is_same
            .get()
            .then(|| "Nothing differs from what you chose.".to_owned())
    });
    let save = move || {
        let choices = typed.get_untracked();
        doing.ask(
            async move { api::put_hearing(&choices).await },
            move |kept| {
                announcer.say("What you hear of is set.");
                heard.put(kept);
            },
        );
    };
    let rows = NewsKind::ALL
        .into_iter()
        .map(|kind| view! { <Kind kind typed /> })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="hearing-section">
            <h2 id="hearing-section">"What you hear of"</h2>
            <p class="quiet section__gloss">
                "What concerns you is what you proposed, reviewed or commented on, and what waits for somebody of your role. You never hear of what you did yourself."
            </p>
            <form
                class="form"
                on:submit=move |event: leptos::ev::SubmitEvent| {
                    event.prevent_default();
                    if !is_same.get_untracked() {
                        save();
                    }
                }
            >
                {rows}
                <FailureBanner failure=doing.failure />
                <div class="actions">
                    <Button look=Look::Primary submits=true pending=doing.pending denied>
                        "Save the choice"
                    </Button>
                </div>
            </form>
        </section>
    }
}

/// A kind, with a choice for each way.
#[component]
fn Kind(kind: NewsKind, typed: RwSignal<Choices>) -> impl IntoView {
    let field = move |way: Way, label: &'static str| {
        let value = Signal::derive(move || {
            let choice = typed.with(|typed| typed.of(kind));
            let hears = match way {
                Way::Page => choice.page,
                Way::Email => choice.email,
            };
            hears.as_str().to_owned()
        });
        let choose = move |name: String| {
            if let Some(hears) = Hears::find(&name) {
                typed.update(|typed| {
                    let all = typed.complete().0.into_iter();
                    let set = all.map(|mut choice| {
                        if choice.kind == kind {
                            match way {
                                Way::Page => choice.page = hears,
                                Way::Email => choice.email = hears,
                            }
                        }
                        choice
                    });
                    *typed = Choices(set.collect());
                });
            }
        };
        let id = format!("hears-{}-{}", kind.as_str(), label_id(way));
        view! {
            <SelectField id label choices=Signal::stored(choices()) value on_choose=choose />
        }
    };
    view! {
        <fieldset class="hears">
            <legend class="field__label">{kind.label()}</legend>
            <div class="columns">
                {field(Way::Page, "On this page")} {field(Way::Email, "By e-mail")}
            </div>
        </fieldset>
    }
}

const fn label_id(way: Way) -> &'static str {
    match way {
        Way::Page => "page",
        Way::Email => "email",
    }
}

fn choices() -> Vec<Choice> {
    Hears::ALL
        .into_iter()
        .map(|hears| {
            let label = match hears {
                Hears::Nothing => "Nothing",
                Hears::Concerned => "What concerns me",
                Hears::Everything => "Everything",
            };
            Choice::new(hears.as_str(), label)
        })
        .collect()
}
