//! Small drawings beside words. Always decorative: the word says what is meant.

use leptos::prelude::*;

/// A drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Check,
    Turning,
    Triangle,
    Cross,
    Pause,
    Info,
    Copy,
    Plus,
    Sea,
}

impl Icon {
    /// Every drawing, with a name for it.
    pub(crate) const ALL: [(Self, &'static str); 9] = [
        (Self::Check, "Check"),
        (Self::Turning, "Turning"),
        (Self::Triangle, "Triangle"),
        (Self::Cross, "Cross"),
        (Self::Pause, "Pause"),
        (Self::Info, "Info"),
        (Self::Copy, "Copy"),
        (Self::Plus, "Plus"),
        (Self::Sea, "Sea"),
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M2 8a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M5.2 8.3l2 2l3.6 -4.2",
            Self::Turning => "M13.5 8a5.5 5.5 0 1 1 -1.9 -4.2M11.8 1.2v2.8h-2.8",
            Self::Triangle => "M8 2.2l6.2 11.3h-12.4zM8 6.5v3.2M8 11.6v.2",
            Self::Cross => "M5.2 2h5.6l3.2 3.2v5.6l-3.2 3.2h-5.6l-3.2 -3.2v-5.6zM6 6l4 4M10 6l-4 4",
            Self::Pause => "M2 8a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M6.4 5.8v4.4M9.6 5.8v4.4",
            Self::Info => "M2 8a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M8 7.4v3.4M8 5v.2",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Sea => {
                "M4 2h8v6h-8zM4 5h8M1.5 11.2c1.1 0 1.1 1 2.2 1s1.1 -1 2.2 -1s1.1 1 2.2 1s1.1 -1 2.2 -1s1.1 1 2.2 1s1.1 -1 2 -1M1.5 14.2c1.1 0 1.1 1 2.2 1s1.1 -1 2.2 -1s1.1 1 2.2 1s1.1 -1 2.2 -1s1.1 1 2.2 1s1.1 -1 2 -1"
            }
        }
    }

    /// Draws it.
    pub(crate) fn view(self) -> AnyView {
        view! {
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <path d=self.path()></path>
            </svg>
        }
        .into_any()
    }
}
