//! Two texts compared by lines, with signs and words and not by color alone.
//!
//! Roles: a named `region` that takes the focus, so that the arrows scroll it; each line that differs
//! says so in words. Keys: Space on "Every line" shows the equal lines, too.

use leptos::prelude::*;

use super::line_diff::{Line, compact, diff};

/// A unified diff.
#[component]
pub(crate) fn DiffView(
    /// What is compared, such as `Task definition`.
    #[prop(into)]
    label: String,
    /// What was.
    before: String,
    /// What will be.
    after: String,
) -> impl IntoView {
    let all = RwSignal::new(false);
    let lines = diff(&before, &after);
    let removed = lines
        .iter()
        .filter(|line| matches!(line, Line::Removed(_)))
        .count();
    let added = lines
        .iter()
        .filter(|line| matches!(line, Line::Added(_)))
        .count();
    let words = if removed == 0 && added == 0 {
        "No line differs.".to_owned()
    } else {
        format!("{added} added, {removed} removed")
    };
    let rows = move || {
        let shown = if all.get() {
            lines.clone()
        } else {
            compact(&lines)
        };
        shown.into_iter().map(row).collect_view()
    };
    view! {
        <figure class="code">
            <figcaption class="code__head">
                <span>{label.clone()} <span class="quiet">" · " {words}</span></span>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || all.get()
                        on:change=move |event| all.set(event_target_checked(&event))
                    />
                    "Every line"
                </label>
            </figcaption>
            <div class="code__text diff" tabindex="0" role="region" aria-label=label>
                {rows}
            </div>
        </figure>
    }
}

fn row(line: Line) -> AnyView {
    let (state, sign, word, text) = match line {
        Line::Same(text) => ("same", " ", "", text),
        Line::Removed(text) => ("removed", "−", "removed: ", text),
        Line::Added(text) => ("added", "+", "added: ", text),
        Line::Gap(1) => ("gap", "⋯", "", "1 line is the same".to_owned()),
        Line::Gap(number) => ("gap", "⋯", "", format!("{number} lines are the same")),
    };
    view! {
        <div class="diff__line" data-state=state>
            <span class="diff__sign" aria-hidden="true">
                {sign}
            </span>
            <span class="visually-hidden">{word}</span>
            <span>{text}</span>
        </div>
    }
    .into_any()
}
