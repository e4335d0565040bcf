//! The title that a change is given at first. Pure.

use shared::change::TITLE_ROOM;
use shared::plan::ChangeInWords;
use shared::wire::Preview;

use crate::format;
use crate::team::words::{services, target_words};

/// What the plans do, in one line: what people changed comes before the revision that follows.
pub(super) fn of(previews: &[Preview]) -> String {
    let words = match previews {
        [one] => {
            let chosen: Vec<String> = one
                .plan
                .changes
                .iter()
                .filter(|change| !matches!(change.group.as_str(), "Revision" | "Gate"))
                .map(short_words)
                .collect();
            match chosen.as_slice() {
                [] => format!("deploy {}", target_words(&one.plan.target)),
                [first] => first.clone(),
                [first, more @ ..] => format!(
                    "{first}, and {}",
                    format::count(
                        i64::try_from(more.len()).unwrap_or(i64::MAX),
                        "more change",
                        "more changes"
                    )
                ),
            }
        }
        several => {
            let targets: Vec<_> = several.iter().map(|one| one.plan.target.clone()).collect();
            format!("deploy {}", services(&targets))
        }
    };
    format::shorten(&words, TITLE_ROOM)
}

/// A change in words; images without their registries, which would leave no room for their tags.
fn short_words(change: &ChangeInWords) -> String {
    if change.group != "Image" {
        return change.words.clone();
    }
    let words: Vec<String> = change.words.split(' ').map(format::short_image).collect();
    words.join(" ")
}

/// The title of a change with another version: one that was suggested is suggested anew, one that
/// people gave it stays.
pub(super) fn of_next(present: &str, before: &[Preview], next: &[Preview]) -> String {
    if present == of(before) {
        of(next)
    } else {
        present.to_owned()
    }
}
