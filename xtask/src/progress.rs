//! What a person sees while something takes its time.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Announces something, does it, and says how long it took.
pub(crate) fn step<T>(announcement: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("{announcement}…");
    let start = Instant::now();
    let outcome = work()?;
    println!("  done in {}", seconds(start.elapsed()));
    Ok(outcome)
}

/// Says one sentence.
pub(crate) fn say(sentence: &str) {
    println!("{sentence}");
}

/// Whether somebody watches, so that programs may draw their own progress.
pub(crate) fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

/// A duration as people say it: tenths below ten seconds, minutes above a hundred.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 10 {
        format!("{:.1} s", duration.as_secs_f64())
    } else if whole < 100 {
        format!("{whole} s")
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        for (millis, text) in [
            (40, "0.0 s"),
            (2_340, "2.3 s"),
            (61_000, "61 s"),
            (125_000, "2 min 05 s"),
        ] {
            assert_eq!(seconds(Duration::from_millis(millis)), text);
        }
    }
}
