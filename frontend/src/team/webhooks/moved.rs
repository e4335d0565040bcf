//! What somebody else set while one was typing, held against one's own.

use leptos::prelude::*;
use shared::wire::Webhook;

use super::typed::Typed;
use crate::ui::{Banner, Button, Look, TimeAgo, Tone};

#[component]
pub(super) fn Moved(
    /// The webhook as it is now.
    theirs: Webhook,
    /// What is typed.
    typed: RwSignal<Typed>,
    /// Whether something is on its way.
    #[prop(into)]
    pending: Signal<bool>,
    /// Sets one's own over theirs.
    on_keep: Callback<Webhook>,
    /// Puts theirs in place of what is typed.
    on_take: Callback<Webhook>,
) -> impl IntoView {
    let by = theirs.updated_by.clone();
    let at_ms = theirs.updated_at_ms;
    let theirs = StoredValue::new(theirs);
    let differing =
        Memo::new(move |_| typed.with(|typed| theirs.with_value(|theirs| typed.against(theirs))));
    view! {
        <Banner tone=Tone::Warn title="Somebody else was faster">
            <p>
                <strong>{by}</strong> " set this webhook " <TimeAgo at_ms />
                ". What you typed is still in the form. "
                {move || {
                    if differing.with(Vec::is_empty) {
                        "It is the same as theirs."
                    } else {
                        "It differs from theirs so:"
                    }
                }}
            </p>
            <dl class="facts facts--wide">
                {move || {
                    differing
                        .get()
                        .into_iter()
                        .map(|(member, theirs, own)| {
                            view! {
                                <div class="facts__fact">
                                    <dt>{member}</dt>
                                    <dd class="environment__value">
                                        <div>"Theirs: " {theirs}</div>
                                        <div>"Yours: " {own}</div>
                                    </dd>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </dl>
            <div class="actions">
                <Button
                    look=Look::Primary
                    pending
                    on_press=move |()| on_keep.run(theirs.get_value())
                >
                    "Set mine over it"
                </Button>
                <Button on_press=move |()| on_take.run(theirs.get_value())>"Take theirs"</Button>
            </div>
        </Banner>
    }
}
