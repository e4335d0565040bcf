//! How something stands: the sign and the color that go with a word, never instead of it.

use super::icon::Icon;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Busy,
    Warn,
    Bad,
    Idle,
    Info,
}

impl Tone {
    /// The name that the style sheet knows.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Busy => "busy",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Idle => "idle",
            Self::Info => "info",
        }
    }

    /// The sign that goes with it; each has its own shape.
    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Good => Icon::Check,
            Self::Busy => Icon::Turning,
            Self::Warn => Icon::Triangle,
            Self::Bad => Icon::Cross,
            Self::Idle => Icon::Pause,
            Self::Info => Icon::Info,
        }
    }
}
