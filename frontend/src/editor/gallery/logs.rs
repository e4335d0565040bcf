//! Lines that come one after the other.

use leptos::prelude::*;

use crate::ui::{Button, LogView, Row};

/// A made-up moment.
const BEGAN_MS: i64 = 1_780_000_000_000;

fn row(number: i64) -> Row {
    Row {
        at_ms: BEGAN_MS + number * 1_000,
        from: (number % 3 == 0).then(|| "side".to_owned()),
        text: format!("Wave {number} has come in"),
    }
}

#[component]
pub(super) fn Logs() -> impl IntoView {
    let rows = RwSignal::new((1..=40).map(row).collect::<Vec<_>>());
    let write = move |()| {
        rows.update(|rows| {
            let next = i64::try_from(rows.len())
                .unwrap_or(i64::MAX)
                .saturating_add(1);
            rows.push(row(next));
        });
    };
    let long = vec![Row {
        at_ms: BEGAN_MS,
        from: None,
        text: format!("A line without a place to break: {}", "~".repeat(300)),
    }];
    view! {
        <div class="actions">
            <Button on_press=write>"Write a line"</Button>
        </div>
        <LogView label="Log of the harbor" rows empty="It has written nothing yet." />
        <LogView
            label="Log with more before it"
            rows=long
            left_out=2_000_usize
            empty="It has written nothing yet."
        />
        <LogView label="Log of a quiet harbor" rows=Vec::new() empty="It has written nothing yet." />
    }
}
