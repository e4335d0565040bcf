//! How many tasks come on top of those that run now.

use shared::json::Json;

use super::subject::{Started, Subject};

/// What one request needs: so many more tasks at once, and so many that wait for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    /// More tasks than run now, at the peak.
    pub(super) most: i64,
    /// More tasks than run now, when all is done.
    pub(super) least: i64,
}

impl Need {
    pub(super) fn of(started: &Started, subject: &Subject) -> Self {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        if started.is_one_off {
            let count = started.request.get("count").and_then(Json::as_i64);
            let count = count.unwrap_or(1);
            return Self {
                most: count,
                least: count,
            };
        }
        let running = number(subject.running);
        let (desired, most) = subject.tasks.unwrap_or((subject.running, subject.running));
        Self {
            most: number(most).saturating_sub(running),
            least: number(desired).saturating_sub(running),
        }
    }
}
