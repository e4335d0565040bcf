//! Whether what is shown is still news.

use leptos::prelude::*;

use crate::api::Connection;
use crate::ui::{Chip, Tone};

/// Says how it stands with the news, in a place that is always there.
#[component]
pub(crate) fn ConnectionNote(
    /// How it stands.
    connection: RwSignal<Connection>,
) -> impl IntoView {
    view! {
        <div class="connection" role="status">
            {move || match connection.get() {
                Connection::Connecting => {
                    view! { <Chip tone=Tone::Idle word="Connecting" /> }.into_any()
                }
                Connection::Live => view! { <Chip tone=Tone::Good word="Live" /> }.into_any(),
                Connection::Lost => {
                    view! {
                        <Chip tone=Tone::Warn word="Connection lost" />
                        <span class="quiet">"What you see may be old. Connecting again."</span>
                    }
                        .into_any()
                }
                Connection::Closed => ().into_any(),
            }}
        </div>
    }
}
