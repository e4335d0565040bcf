//! Buttons in every look, and those that may not be pressed.

use leptos::prelude::*;

use crate::ui::{Button, ButtonLink, Look};

#[component]
pub(super) fn Buttons() -> impl IntoView {
    let presses = RwSignal::new(0);
    let press = move |()| presses.update(|presses| *presses += 1);
    let reason = Some("Only a deployer may do this.".to_owned());
    view! {
        <div class="actions">
            <Button look=Look::Primary on_press=press>
                "The next step"
            </Button>
            <Button on_press=press>"Another step"</Button>
            <Button look=Look::Quiet on_press=press>
                "Among text"
            </Button>
            <Button pending=true on_press=press>
                "On its way"
            </Button>
            <Button look=Look::Primary denied=reason on_press=press>
                "Deploy"
            </Button>
            <ButtonLink href="/gallery">"A link"</ButtonLink>
        </div>
        <p id="gallery-presses">{move || format!("Pressed: {}", presses.get())}</p>
    }
}
