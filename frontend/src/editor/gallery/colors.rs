//! The colors by their names, and the pairs in which they are read.

use leptos::prelude::*;

/// Each color of the tokens.
const COLORS: [&str; 23] = [
    "paper",
    "sheet",
    "well",
    "line",
    "edge",
    "ink",
    "ink-soft",
    "accent",
    "accent-strong",
    "on-accent",
    "accent-wash",
    "good",
    "good-wash",
    "busy",
    "busy-wash",
    "warn",
    "warn-wash",
    "bad",
    "bad-wash",
    "idle",
    "idle-wash",
    "info",
    "info-wash",
];

/// Text and the ground that it stands on.
const PAIRS: [(&str, &str); 22] = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "well"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("ink-soft", "well"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent-strong", "accent-wash"),
    ("ink", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("good", "good-wash"),
    ("busy", "busy-wash"),
    ("warn", "warn-wash"),
    ("bad", "bad-wash"),
    ("idle", "idle-wash"),
    ("info", "info-wash"),
    ("good", "sheet"),
    ("warn", "sheet"),
    ("bad", "sheet"),
    ("bad", "paper"),
];

#[component]
pub(super) fn Colors() -> impl IntoView {
    let swatches = COLORS
        .into_iter()
        .map(|name| {
            view! {
                <li class="swatch">
                    <span class="swatch__color" data-ground=name></span>
                    <code class="mono">{name}</code>
                </li>
            }
        })
        .collect_view();
    let pairs = PAIRS
        .into_iter()
        .map(|(ink, ground)| {
            view! {
                <li class="swatch__pair" data-ink=ink data-ground=ground>
                    {ink} " on " {ground}
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="swatches" role="list" aria-label="Colors">
            {swatches}
        </ul>
        <h3>"What is read on what"</h3>
        <ul class="swatches" role="list" aria-label="Pairs of text and ground">
            {pairs}
        </ul>
    }
}
