//! What people said: of a line, of the whole, and of lines that are gone.

use leptos::prelude::*;
use shared::change::{Comment, Place};
use shared::plan::{ChangeInWords, Target};
use shared::wire::CommentRequest;

use super::case::Case;
use super::remarks::{Thread, elsewhere, whole};
use crate::kept::{self, Life};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Button, Chip, Look, TextArea, TimeAgo, Tone};
use crate::{api, dom};

/// Comments on the same place.
#[component]
pub(super) fn ThreadView(
    case: Case,
    thread: Thread,
    /// The number of the version that is shown.
    number: u32,
) -> impl IntoView {
    let is_settled = thread.is_settled();
    view! {
        <ul class="thread" data-settled=is_settled.to_string()>
            {thread
                .comments
                .into_iter()
                .map(|comment| view! { <CommentView case comment number /> })
                .collect_view()}
        </ul>
    }
}

#[component]
fn CommentView(case: Case, comment: Comment, number: u32) -> impl IntoView {
    let Comment {
        id,
        by,
        at_ms,
        version,
        place: _,
        text,
        resolved_by,
    } = comment;
    let doing = Doing::new();
    let is_settled = resolved_by.is_some();
    let settle = move |()| {
        doing.ask(
            async move { api::settle_comment(case.id, id, !is_settled).await },
            move |detail| case.put(detail),
        );
    };
    let may = case.comment_denied().is_none();
    let about = format!(" the comment of {by}");
    let of_version = (version != number).then(|| format!(" on version {version}"));
    view! {
        <li class="remark" id=format!("comment-{id}")>
            <p class="remark__head">
                <strong>{by}</strong>
                {of_version}
                " "
                <span class="quiet">
                    <TimeAgo at_ms />
                </span>
                {resolved_by
                    .map(|by| {
                        view! { <Chip tone=Tone::Good word=format!("Resolved by {by}") /> }
                    })}
                {may
                    .then(|| {
                        view! {
                            <Button look=Look::Quiet pending=doing.pending on_press=settle>
                                {if is_settled { "Reopen" } else { "Resolve" }}
                                <span class="visually-hidden">{about}</span>
                            </Button>
                        }
                    })}
            </p>
            <p class="prose">{text}</p>
            <FailureBanner failure=doing.failure />
        </li>
    }
}

/// A place to write a comment.
#[component]
pub(super) fn CommentForm(
    case: Case,
    /// The field's id.
    id: String,
    /// The version that it is about.
    #[prop(into)]
    number: Signal<u32>,
    /// The line that it is about; nothing for the whole.
    #[prop(optional)]
    place: Option<Place>,
    /// Hears that it is written, or not to be written after all.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
) -> impl IntoView {
    let doing = Doing::new();
    let field = StoredValue::new(id.clone());
    let kept_name = kept::comment_name(case.id, &id);
    let text = RwSignal::new(kept::find::<String>(Life::Tab, &kept_name).unwrap_or_default());
    Effect::new(move |_| text.with(|text| kept::keep_text(Life::Tab, &kept_name, text)));
    let is_on_line = place.is_some();
    if !is_on_line {
        Effect::new(move |_| {
            if let Some(words) = case.to_comment.get() {
                case.to_comment.set(None);
                text.update(|text| append(text, &words));
                dom::focus(&field.get_value());
            }
        });
    }
    let place = StoredValue::new(place);
    let send = move |()| {
        if text.with_untracked(|text| text.trim().is_empty()) {
            dom::focus(&field.get_value());
            return;
        }
        let request = CommentRequest {
            version: number.get_untracked(),
            place: place.get_value(),
            text: text.get_untracked(),
        };
        doing.ask(
            async move { api::create_comment(case.id, &request).await },
            move |detail| {
                text.try_set(String::new());
                case.put(detail);
                case.announcer.say("Your comment is there.");
                if let Some(on_close) = on_close {
                    on_close.run(());
                }
            },
        );
    };
    let label = if is_on_line {
        "Comment on this line"
    } else {
        "Comment on the whole"
    };
    if is_on_line {
        let id = id.clone();
        // What is to be typed into has to be there for the focus to go into it.
        request_animation_frame(move || {
            dom::focus(&id);
        });
    }
    view! {
        <div class="comment-form">
            <TextArea
                id
                label
                prose=true
                rows=3
                value=text
                on_input=move |typed| text.set(typed)
            />
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button pending=doing.pending on_press=send>
                    "Send comment"
                </Button>
                {on_close
                    .map(|on_close| {
                        view! {
                            <Button look=Look::Quiet on_press=on_close>
                                "Cancel"
                            </Button>
                        }
                    })}
            </div>
        </div>
    }
}

/// Adds words below what is there.
fn append(text: &mut String, words: &str) {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(words);
}

/// What was said of the whole, and a place to say something.
#[component]
pub(super) fn WholeComments(case: Case) -> impl IntoView {
    let comments = Memo::new(move |_| case.with(|detail| whole(&detail.change.comments)));
    let number = Memo::new(move |_| case.shown().map_or(0, |version| version.number));
    let may = Memo::new(move |_| case.comment_denied());
    view! {
        <section class="section" aria-labelledby="comments">
            <h2 id="comments">"Comments"</h2>
            {move || {
                let comments = comments.get();
                if comments.is_empty() {
                    view! {
                        <p class="quiet">
                            "Nobody has said anything of the whole yet. Lines have comments of their own."
                        </p>
                    }
                        .into_any()
                } else {
                    let thread = Thread { comments };
                    view! { <ThreadView case thread number=number.get() /> }.into_any()
                }
            }}
            {move || match may.get() {
                Some(why) => view! { <p class="quiet">{why}</p> }.into_any(),
                None => {
                    view! { <CommentForm case id="comment-whole".to_owned() number /> }
                        .into_any()
                }
            }}
        </section>
    }
}

/// What was said of lines that the version that is shown does not have.
#[component]
pub(super) fn Strays(
    case: Case,
    /// The lines of each plan that is shown.
    lines: Vec<(Target, Vec<ChangeInWords>)>,
) -> impl IntoView {
    let lines = StoredValue::new(lines);
    let threads = Memo::new(move |_| {
        case.with(|detail| {
            let change = &detail.change;
            lines.with_value(|lines| elsewhere(&change.comments, &change.versions, lines))
        })
    });
    move || {
        let threads = threads.get();
        (!threads.is_empty()).then(|| {
            let all = threads
                .into_iter()
                .map(|thread| {
                    let place = thread.comments.first().and_then(|one| one.place.clone());
                    let words = place.map(|place| place.words).unwrap_or_default();
                    view! {
                        <li class="line">
                            <span class="line__words quiet">{words}</span>
                            <ThreadView case thread number=0 />
                        </li>
                    }
                })
                .collect_view();
            view! {
                <section class="section" aria-labelledby="strays">
                    <h2 id="strays">"Comments on lines that this version does not have"</h2>
                    <ul class="plain-list">{all}</ul>
                </section>
            }
        })
    }
}
