//! What is said where there is no record to list, and what next.

use leptos::prelude::*;
use shared::wire::AuditQuery;

use crate::ui::Button;

#[component]
pub(super) fn Empty(wanted: RwSignal<AuditQuery>, on_ask: Callback<AuditQuery>) -> impl IntoView {
    let is_narrowed = move || wanted.with(|wanted| *wanted != AuditQuery::default());
    move || {
        if is_narrowed() {
            view! {
                <div class="empty">
                    <p class="empty__title">"No record fits"</p>
                    <p>
                        "There are others that do not fit the filters above. Names and subjects have to be exact."
                    </p>
                    <div class="actions">
                        <Button on_press=move |()| on_ask.run(AuditQuery::default())>
                            "Show all records"
                        </Button>
                    </div>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div class="empty">
                    <p class="empty__title">"Nothing was done yet"</p>
                    <p>"Here stands everything from the first sign-in on."</p>
                </div>
            }
            .into_any()
        }
    }
}
