//! An address that leads nowhere.

use leptos::prelude::*;

use crate::environment::here;
use crate::page::Heading;
use crate::ui::ButtonLink;

#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <Heading title="There is no such page" />
        <p>"The address may be old, or a letter of it got lost."</p>
        <div class="actions">
            <ButtonLink href=here("/")>"See the services"</ButtonLink>
        </div>
    }
}
