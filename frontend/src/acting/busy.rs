//! Another deployment of the service is in the way: the ways to go on, each with what it does.

use leptos::prelude::*;
use shared::deployment::WhenBusy;

use crate::api::Failure;
use crate::page::deployment_path;
use crate::ui::{Banner, Button, Look, Tone};

/// The choice.
#[component]
pub(crate) fn Busy(
    /// What the server said.
    failure: Failure,
    /// Whether an answer is on its way.
    pending: RwSignal<bool>,
    /// Whether it is of several, one after the other.
    #[prop(default = false.into(), into)]
    is_in_order: Signal<bool>,
    /// Deploys all the same, so or so.
    #[prop(into)]
    on_choose: Callback<WhenBusy>,
) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warn title="Another deployment of this service is in the way">
            <p>
                {crate::text::sentence(&failure.detail)}
                {failure
                    .deployment
                    .map(|id| view! { " " <a href=deployment_path(&id)>"Open that deployment"</a> })}
            </p>
            <dl class="choices">
                <div class="choices__choice">
                    <dt>
                        <Button
                            look=Look::Primary
                            pending
                            on_press=move |()| on_choose.run(WhenBusy::Queue)
                        >
                            "Wait in the queue"
                        </Button>
                    </dt>
                    <dd>
                        "This begins when that one is over. If the service is no longer what this preview was compared with by then, nothing is done and you are told."
                    </dd>
                </div>
                <div class="choices__choice">
                    <dt>
                        <Button pending on_press=move |()| on_choose.run(WhenBusy::Supersede)>
                            "Take its place"
                        </Button>
                    </dt>
                    <dd>
                        {move || {
                            if is_in_order.get() {
                                "Of the first service, those that wait are cancelled, and the one that runs is told to make way. Of the others nothing is: each waits for its turn."
                            } else {
                                "Those that wait are cancelled, and the one that runs is told to make way. Then this begins."
                            }
                        }}
                    </dd>
                </div>
            </dl>
        </Banner>
    }
}
