//! What differs between two versions, in the words of their plans. Pure.

use shared::plan::{ChangeInWords, Target};

/// One thing that a version does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) target: Target,
    pub(super) group: String,
    pub(super) words: String,
}

/// How one version differs from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Compared {
    /// What only the later does.
    pub(super) added: Vec<Said>,
    /// What only the earlier did.
    pub(super) gone: Vec<Said>,
    /// How many things both do.
    pub(super) same: usize,
}

/// What a plan says that it does.
pub(super) fn said(target: &Target, changes: &[ChangeInWords]) -> Vec<Said> {
    changes
        .iter()
        .map(|change| Said {
            target: target.clone(),
            group: change.group.clone(),
            words: change.words.clone(),
        })
        .collect()
}

/// Compares what two versions do. The revision that follows from everything else is left out: its
/// number moves with every deployment.
pub(super) fn compare(earlier: &[Said], later: &[Said]) -> Compared {
    let counts = |said: &&Said| said.group != "Revision";
    let only = |these: &[Said], those: &[Said]| -> Vec<Said> {
        these
            .iter()
            .filter(counts)
            .filter(|said| !those.contains(said))
            .cloned()
            .collect()
    };
    Compared {
        added: only(later, earlier),
        gone: only(earlier, later),
        same: later
            .iter()
            .filter(counts)
            .filter(|said| earlier.contains(said))
            .count(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Compared, Said, Target, compare};

    fn said(group: &str, words: &str) -> Said {
        Said {
            target: Target {
                cluster: "shop".to_owned(),
                service: "web".to_owned(),
            },
            group: group.to_owned(),
            words: words.to_owned(),
        }
    }

    #[test]
    fn what_only_one_version_does_is_told() {
        let earlier = [said("Image", "web:1 → web:2"), said("Scaling", "2 → 4")];
        let later = [said("Image", "web:1 → web:3"), said("Scaling", "2 → 4")];
        assert_eq!(
            compare(&earlier, &later),
            Compared {
                added: vec![said("Image", "web:1 → web:3")],
                gone: vec![said("Image", "web:1 → web:2")],
                same: 1,
            }
        );
    }

    #[test]
    fn the_number_of_the_revision_is_no_difference() {
        let earlier = [said("Revision", "web:3 → web:4")];
        let later = [said("Revision", "web:4 → web:5")];
        assert_eq!(compare(&earlier, &later), Compared::default());
    }
}
