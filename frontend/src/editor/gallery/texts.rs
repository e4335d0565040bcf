//! Names, times, copying.

use leptos::prelude::*;

use crate::ui::{CopyButton, Name, TimeAgo};

const ARN: &str =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop-web/0123456789abcdef";

#[component]
pub(super) fn Texts() -> impl IntoView {
    view! {
        <p>
            <Name text=ARN what="the ARN" />
        </p>
        <p>
            <Name text="shop-web" />
        </p>
        <p>
            <CopyButton text="shop-web" what="the name" />
        </p>
        <p>
            <TimeAgo at_ms=0 />
        </p>
    }
}
