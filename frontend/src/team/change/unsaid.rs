//! What somebody was writing when others decided: it is shown, and can still be said as a comment.

use leptos::prelude::*;

use super::case::{Case, UNSAID, Unsaid};
use super::decide::focus_title;
use crate::kept::{self, Life};
use crate::ui::{Banner, Button, Look, Tone};

/// Shows it. Said or given up, it stands in no field again.
#[component]
pub(super) fn UnsaidBanner(case: Case) -> impl IntoView {
    let take = move || {
        let unsaid = case.unsaid.get_untracked()?;
        case.unsaid.set(None);
        // What was written on in the field is more than what is given up here.
        if kept::find::<String>(Life::Tab, &unsaid.kept_name).as_ref() == Some(&unsaid.words) {
            kept::forget(Life::Tab, &unsaid.kept_name);
        }
        let words = unsaid.words.clone();
        case.given_up.set(Some(unsaid));
        Some(words)
    };
    let say = move |()| case.to_comment.set(take());
    let give_up = move |()| {
        drop(take());
        focus_title();
    };
    view! {
        <div role="alert" id=UNSAID tabindex="-1">
            {move || {
                case.unsaid
                    .get()
                    .map(|Unsaid { words, is_unknown, .. }| {
                        let why = if is_unknown {
                            "No answer came to what you had sent, and the change's history does not tell of it so far:"
                        } else {
                            "You had written, and it was not sent:"
                        };
                        view! {
                            <Banner
                                tone=Tone::Warn
                                title="This changed while you were writing"
                            >
                                <p>{why}</p>
                                <p class="prose">{words}</p>
                                <div class="actions">
                                    {case
                                        .comment_denied()
                                        .is_none()
                                        .then(|| {
                                            view! {
                                                <Button look=Look::Primary on_press=say>
                                                    "Write it as a comment"
                                                </Button>
                                            }
                                        })}
                                    <Button on_press=give_up>"Forget it"</Button>
                                </div>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}
