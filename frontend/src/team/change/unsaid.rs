//! What somebody was writing when others decided: it is shown, and can still be said as a comment.

use leptos::prelude::*;

use super::case::Case;
use crate::ui::{Banner, Button, Look, Tone};

#[component]
pub(super) fn Unsaid(case: Case) -> impl IntoView {
    let say = move |()| {
        let words = case.unsaid.get_untracked();
        case.unsaid.set(None);
        case.to_comment.set(words);
    };
    view! {
        <div role="alert">
            {move || {
                case.unsaid
                    .get()
                    .map(|words| {
                        view! {
                            <Banner
                                tone=Tone::Warn
                                title="This changed while you were writing, and cannot be done any more"
                            >
                                <p>"You had written, and it was not sent:"</p>
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
                                    <Button on_press=move |()| case.unsaid.set(None)>"Forget it"</Button>
                                </div>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}
