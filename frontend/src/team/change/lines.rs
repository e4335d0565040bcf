//! What a plan does in words, in groups that can be ticked off, each line with what people said of
//! it.

use leptos::prelude::*;
use shared::change::Place;
use shared::plan::{ChangeInWords, PlanKind, Target};
use shared::wire::ViewedRequest;

use super::case::Case;
use super::comments::{CommentForm, ThreadView};
use super::remarks::on_line;
use crate::parts::{FailureBanner, effect_chip, grouped};
use crate::team::doing::Doing;
use crate::ui::{Button, Look};
use crate::{api, dom};

/// The groups.
#[component]
pub(super) fn Lines(
    case: Case,
    /// The plan's place in the version.
    at: usize,
    /// The version's number.
    number: u32,
    target: Target,
    kind: PlanKind,
    changes: Vec<ChangeInWords>,
    title: String,
) -> impl IntoView {
    let doing = Doing::new();
    let id = format!("changes-{at}");
    let n_lines = changes.len();
    let target = StoredValue::new(target);
    let mut nth = 0;
    let groups = grouped(changes)
        .into_iter()
        .map(|group| {
            let chip = effect_chip(group.effect, kind);
            let lines = group
                .changes
                .into_iter()
                .map(|line| {
                    nth += 1;
                    view! { <Line case at nth number target line /> }
                })
                .collect_view();
            view! {
                <div class="change">
                    <div class="change__head">
                        <h3 class="change__group">{group.name.clone()}</h3>
                        {chip}
                        <Tick case doing mark=format!("{at} {}", group.name) group=group.name />
                    </div>
                    <ul class="plain-list">{lines}</ul>
                </div>
            }
        })
        .collect_view();
    let none = if kind == PlanKind::FirstDeploy {
        "Everything is new: the service does not exist yet."
    } else {
        "No definition changes."
    };
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id.clone()>{title}</h2>
            {(n_lines == 0).then(|| view! { <p>{none}</p> })}
            {groups}
            <FailureBanner failure=doing.failure />
        </section>
    }
}

/// The person's own mark that they have viewed a group of the present version.
#[component]
fn Tick(case: Case, doing: Doing, mark: String, group: String) -> impl IntoView {
    let mark = StoredValue::new(mark);
    let is_viewed = Memo::new(move |_| {
        case.with(|detail| mark.with_value(|mark| detail.viewed.contains(mark)))
    });
    let set = move |viewed: bool| {
        let Some((_, digest)) = untrack(|| case.seen()) else {
            return;
        };
        let request = ViewedRequest {
            digest,
            mark: mark.get_value(),
            viewed,
        };
        // The mark shows at once, and goes again where the server did not take it.
        case.put_viewed(&request.mark, viewed);
        leptos::task::spawn_local(async move {
            if let Err(failure) = api::mark_viewed(case.id, &request).await {
                case.put_viewed(&request.mark, !viewed);
                doing.failure.try_set(Some(failure));
            }
        });
    };
    let group = StoredValue::new(group);
    let is_present = Memo::new(move |_| case.shows_present());
    move || {
        is_present.get().then(|| {
            view! {
                <label class="check change__tick">
                    <input
                        type="checkbox"
                        prop:checked=move || is_viewed.get()
                        on:change=move |event| set(event_target_checked(&event))
                    />
                    "Viewed"
                    <span class="visually-hidden">": " {group.get_value()}</span>
                </label>
            }
        })
    }
}

/// A line, and what people said of it.
#[component]
fn Line(
    case: Case,
    /// The plan's place in the version.
    at: usize,
    /// The line's place among the plan's lines, from 1.
    nth: usize,
    /// The version's number.
    number: u32,
    target: StoredValue<Target>,
    line: ChangeInWords,
) -> impl IntoView {
    let words = line.words.clone();
    let about = line.words.clone();
    let place = Place {
        plan: at,
        document: line.document,
        pointer: line.pointer.clone(),
        name: line.place.clone(),
        words: line.words.clone(),
    };
    let line = StoredValue::new(line);
    let thread = Memo::new(move |_| {
        case.with(|detail| {
            let change = &detail.change;
            line.with_value(|line| {
                target
                    .with_value(|target| on_line(&change.comments, &change.versions, target, line))
            })
        })
    });
    let is_writing = RwSignal::new(false);
    let may = Memo::new(move |_| case.comment_denied().is_none());
    let place = StoredValue::new(place);
    view! {
        <li class="line" id=format!("line-{at}-{nth}")>
            <div class="line__row">
                <span class="line__words">{words}</span>
                {move || {
                    let about = about.clone();
                    (may.get() && !is_writing.get())
                        .then(|| {
                            view! {
                                <Button
                                    look=Look::Quiet
                                    on_press=move |()| {
                                        case.hold(Some(number));
                                        is_writing.set(true);
                                    }
                                >
                                    "Comment"
                                    <span class="visually-hidden">" on " {about}</span>
                                </Button>
                            }
                        })
                }}
            </div>
            {move || thread.get().map(|thread| view! { <ThreadView case thread number /> })}
            {move || {
                is_writing
                    .get()
                    .then(|| {
                        view! {
                            <CommentForm
                                case
                                id=format!("comment-{at}-{nth}")
                                number
                                place=place.get_value()
                                on_close=move |()| {
                                    is_writing.try_set(false);
                                    case.hold(None);
                                    // Back to where it began, which is there again by then.
                                    request_animation_frame(move || {
                                        dom::focus_first(&format!("#line-{at}-{nth} .line__row button"));
                                    });
                                }
                            />
                        }
                    })
            }}
        </li>
    }
}
