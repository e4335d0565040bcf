//! One's own news, what one hears of, and where one's e-mail goes.

mod address;
mod hearing;
mod items;

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::Hearing as Heard;

use crate::api::{self, Loader};
use crate::ui::{AsyncView, Skeleton};
use address::Address;
use hearing::Hearing;
use items::Items;

#[component]
pub(super) fn NewsPage() -> impl IntoView {
    let heard: Loader<Heard> = Loader::new(api::find_hearing);
    let ready = Arc::new(move |shown: Memo<Heard>| {
        view! {
            <Address shown heard />
            <Hearing shown heard />
        }
        .into_any()
    });
    view! {
        <p class="lead">"What happened that concerns you. What you hear of is your choice, below."</p>
        <Items />
        <AsyncView
            state=heard.state()
            retry=move |()| heard.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            ready
        />
    }
}
