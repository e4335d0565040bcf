//! Carrying an edit over to what a document has become in the meantime: three documents are
//! compared by meaning, what only one side touched is taken from it, and where both touched the
//! same place people choose.

mod part;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::diff::{Change, apply, diff, field, words_of};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::ChangeInWords;

pub use part::{own_tags, part};

/// Whose edit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The edit that is carried over.
    Mine,
    /// What the document has become.
    Theirs,
}

/// Choices by the places of their conflicts.
pub type Choices = BTreeMap<String, Side>;

/// Both sides touched the same place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conflict {
    /// By which a choice names it.
    pub place: String,
    /// The document.
    pub document: DocumentKind,
    /// What stands there is called so, such as `web: image`.
    pub label: String,
    /// What stood there before either; secret-looking values are masked, here and below.
    pub before: Option<String>,
    /// What the edit makes of it; nothing where it takes it away, or changes parts of it, which its
    /// words say.
    pub mine: Option<String>,
    /// What stands there now, where the others changed just this place; nothing where they took it
    /// away, or changed more or less than it, which their words say.
    pub theirs: Option<String>,
    /// The edit in words.
    pub mine_words: String,
    /// What the others did there, in words.
    pub theirs_words: Vec<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The document, in normal form. As long as conflicts are open it holds the others' side of
    /// them.
    pub document: Document,
    /// What of the edit holds, in words.
    pub carried: Vec<ChangeInWords>,
    /// What the document has become apart from it, in words.
    pub theirs: Vec<ChangeInWords>,
    /// Where both sides touched the same place.
    pub conflicts: Vec<Conflict>,
    /// The places of conflicts that nobody has chosen about.
    pub open: Vec<String>,
}

/// Carries the edit from `base` to `mine` over to `theirs`.
pub fn merge(base: &Document, mine: &Document, theirs: &Document, choices: &Choices) -> Merged {
    let edit = diff(base, mine);
    let drift = diff(base, theirs);
    let mut held: Vec<Change> = Vec::new();
    let mut meetings: Vec<Meeting<'_>> = Vec::new();
    for change in &edit {
        let against: BTreeSet<usize> = drift
            .iter()
            .enumerate()
            .filter(|(_, other)| change.overlaps(other))
            .map(|(idx, _)| idx)
            .collect();
        let is_done = against
            .iter()
            .filter_map(|idx| drift.get(*idx))
            .any(|other| change.is_at(other) && change.after == other.after);
        if is_done {
            continue;
        }
        if against.is_empty() {
            held.push(change.clone());
        } else {
            meet(&mut meetings, change, against);
        }
    }
    let mut overridden: BTreeSet<usize> = BTreeSet::new();
    let mut conflicts = Vec::new();
    let mut open = Vec::new();
    for meeting in meetings {
        let place = meeting.place();
        match choices.get(&place) {
            Some(Side::Mine) => {
                overridden.extend(&meeting.against);
                held.extend(meeting.edits.iter().map(|edit| (*edit).clone()));
            }
            Some(Side::Theirs) => {}
            None => open.push(place.clone()),
        }
        let others: Vec<&Change> = meeting
            .against
            .iter()
            .filter_map(|idx| drift.get(*idx))
            .collect();
        conflicts.push(conflict(&meeting.edits, &others, place));
    }
    let kept: Vec<Change> = drift
        .iter()
        .enumerate()
        .filter(|(idx, _)| !overridden.contains(idx))
        .map(|(_, change)| change.clone())
        .collect();
    let all: Vec<Change> = kept.iter().chain(&held).cloned().collect();
    Merged {
        document: apply(&all, base),
        carried: held.iter().map(words_of).collect(),
        theirs: kept.iter().map(words_of).collect(),
        conflicts,
        open,
    }
}

/// The same, where the edit holds wherever both sides touched the same place.
pub fn merge_holding(base: &Document, mine: &Document, theirs: &Document) -> Merged {
    let looked = merge(base, mine, theirs, &Choices::new());
    let choices: Choices = looked
        .open
        .iter()
        .map(|place| (place.clone(), Side::Mine))
        .collect();
    if choices.is_empty() {
        looked
    } else {
        merge(base, mine, theirs, &choices)
    }
}

/// Edits that can only hold, or give way, together: what the others did is the same for all of them,
/// such as that they took away the container whose fields are edited.
#[derive(Debug)]
struct Meeting<'c> {
    edits: Vec<&'c Change>,
    /// What they meet, by its position.
    against: BTreeSet<usize>,
}

impl Meeting<'_> {
    fn place(&self) -> String {
        self.edits.first().map_or_else(String::new, |first| {
            format!("{:?}{}", first.document, first.place_text())
        })
    }
}

/// Notes what an edit meets, together with the edits before it that meet some of the same.
fn meet<'c>(meetings: &mut Vec<Meeting<'c>>, change: &'c Change, against: BTreeSet<usize>) {
    let (shared, mut apart): (Vec<Meeting<'c>>, Vec<Meeting<'c>>) = meetings
        .drain(..)
        .partition(|meeting| !meeting.against.is_disjoint(&against));
    let mut one = Meeting {
        edits: Vec::new(),
        against,
    };
    for meeting in shared {
        one.edits.extend(meeting.edits);
        one.against.extend(meeting.against);
    }
    one.edits.push(change);
    apart.push(one);
    *meetings = apart;
}

fn conflict(edits: &[&Change], others: &[&Change], place: String) -> Conflict {
    // One side may have changed the whole of which the other changed parts.
    let around = match (edits, others) {
        ([edit], _) => Some(*edit),
        (_, [other]) => Some(*other),
        _ => edits.first().copied(),
    };
    let before = around.and_then(|change| change.masked().0);
    let mine = match edits {
        [edit] => edit.masked().1,
        _ => None,
    };
    let theirs = match (edits, others) {
        ([edit], [other]) if !edit.is_at(other) => None,
        (_, [other]) => other.masked().1,
        _ => None,
    };
    let (mine, theirs) = told_apart(mine, theirs);
    let (mine, theirs) = match (mine, theirs) {
        (Some(mine), Some(theirs)) => {
            let (mine, theirs) = crate::diff::pair(&mine, &theirs);
            (Some(mine), Some(theirs))
        }
        (mine, theirs) => (
            mine.map(|value| crate::diff::plain(&value)),
            theirs.map(|value| crate::diff::plain(&value)),
        ),
    };
    let words = |all: &[&Change]| all.iter().map(|one| words_of(one).words).collect();
    let mine_words: Vec<String> = words(edits);
    Conflict {
        place,
        document: around.map_or(DocumentKind::Service, |change| change.document),
        label: around.map_or_else(String::new, |change| field(change).label),
        before: before.map(|value| crate::diff::plain(&value)),
        mine,
        theirs,
        mine_words: mine_words.join("; "),
        theirs_words: words(others),
    }
}

/// Two values that read the same, as long ones may that are cut, without what is the same in them.
fn told_apart(mine: Option<Json>, theirs: Option<Json>) -> (Option<Json>, Option<Json>) {
    let (Some(one), Some(other)) = (&mine, &theirs) else {
        return (mine, theirs);
    };
    let differs = |name: &str| one.get(name) != other.get(name);
    let only = |json: &Json| {
        let members = json.as_object()?.iter();
        let members: Vec<_> = members.filter(|(name, _)| differs(name)).cloned().collect();
        (!members.is_empty()).then_some(Json::Object(members))
    };
    if crate::diff::plain(one) != crate::diff::plain(other) {
        return (mine, theirs);
    }
    match (only(one), only(other)) {
        (Some(one), Some(other)) => (Some(one), Some(other)),
        _ => (mine, theirs),
    }
}

#[cfg(test)]
mod tests {
    use super::{Choices, Merged, Side, merge};
    use crate::document::Document;
    use crate::issue::DocumentKind;

    fn read(text: &str) -> Document {
        Document::read(text, Some(DocumentKind::TaskDefinition)).unwrap()
    }

    const BASE: &str = r#"{"family": "shop", "cpu": "256", "memory": "512", "containerDefinitions": [
        {"name": "web", "image": "shop:1", "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "1"}]}]}"#;

    fn merged(mine: &[(&str, &str)], theirs: &[(&str, &str)], choices: &Choices) -> Merged {
        let edited = |edits: &[(&str, &str)]| {
            read(
                &edits
                    .iter()
                    .fold(BASE.to_owned(), |text, (from, to)| text.replace(from, to)),
            )
        };
        merge(&read(BASE), &edited(mine), &edited(theirs), choices)
    }

    fn words(merged: &Merged) -> (Vec<String>, Vec<String>) {
        let of = |all: &[crate::plan::ChangeInWords]| {
            all.iter().map(|one| one.words.clone()).collect::<Vec<_>>()
        };
        (of(&merged.carried), of(&merged.theirs))
    }

    #[test]
    fn what_only_one_side_touched_is_taken_from_it() {
        let merged = merged(
            &[("shop:1", "shop:2")],
            &[(r#""A", "value": "1""#, r#""A", "value": "9""#)],
            &Choices::new(),
        );
        assert!(merged.conflicts.is_empty() && merged.open.is_empty());
        let text = merged.document.text();
        assert!(text.contains("shop:2") && text.contains(r#""9""#), "{text}");
        let (carried, theirs) = words(&merged);
        assert_eq!((carried.len(), theirs.len()), (1, 1));
    }

    #[test]
    fn an_edit_that_holds_leaves_the_rest_to_the_others() {
        let base = read(BASE);
        let mine = read(&BASE.replace("shop:1", "shop:2"));
        let theirs = read(
            &BASE
                .replace("shop:1", "shop:3")
                .replace(r#""A", "value": "1""#, r#""A", "value": "9""#),
        );
        let merged = super::merge_holding(&base, &mine, &theirs);
        let text = merged.document.text();
        assert!(text.contains("shop:2") && text.contains(r#""9""#), "{text}");
        assert!(merged.open.is_empty());
    }

    #[test]
    fn what_both_sides_did_alike_is_no_conflict() {
        let edit = [("shop:1", "shop:2")];
        let merged = merged(&edit, &edit, &Choices::new());
        assert!(merged.conflicts.is_empty());
        let (carried, theirs) = words(&merged);
        assert_eq!((carried.len(), theirs.len()), (0, 1));
    }

    #[test]
    fn where_both_touched_the_same_place_people_choose() {
        let (mine, theirs) = ([("shop:1", "shop:2")], [("shop:1", "shop:3")]);
        let open = merged(&mine, &theirs, &Choices::new());
        assert_eq!(open.conflicts.len(), 1);
        let conflict = &open.conflicts[0];
        assert_eq!(conflict.before.as_deref(), Some("shop:1"));
        assert_eq!(conflict.mine.as_deref(), Some("shop:2"));
        assert_eq!(conflict.theirs.as_deref(), Some("shop:3"));
        assert!(conflict.theirs_words[0].contains("shop:3"));
        assert_eq!(open.open, std::slice::from_ref(&conflict.place));
        for (side, image) in [(Side::Mine, "shop:2"), (Side::Theirs, "shop:3")] {
            let choices = Choices::from([(conflict.place.clone(), side)]);
            let chosen = merged(&mine, &theirs, &choices);
            assert!(chosen.open.is_empty());
            assert!(chosen.document.text().contains(image));
        }
    }

    #[test]
    fn the_sides_of_a_conflict_do_not_read_alike() {
        let long = |last: &str| format!(r#""B", "value": "{}{last}""#, "x".repeat(200));
        let (mine, theirs) = (long("1"), long("2"));
        let from = r#""B", "value": "1""#;
        let merged = merged(&[(from, &mine)], &[(from, &theirs)], &Choices::new());
        let conflict = &merged.conflicts[0];
        assert_ne!(conflict.mine, conflict.theirs);
        assert!(conflict.mine.as_deref().unwrap().ends_with('1'));
    }

    #[test]
    fn a_container_that_one_side_takes_away_and_the_other_edits_is_a_conflict() {
        let with_two = BASE.replace(
            "]}]}",
            r#"]}, {"name": "log", "image": "log:1", "essential": false}]}"#,
        );
        let base = read(&with_two);
        let mine = read(BASE);
        let theirs = read(&with_two.replace("log:1", "log:2"));
        let open = merge(&base, &mine, &theirs, &Choices::new());
        assert_eq!(open.open.len(), 1);
        // They changed less than the place that the edit takes away.
        assert_eq!(open.conflicts[0].theirs, None);
        let choices = Choices::from([(open.open[0].clone(), Side::Mine)]);
        let chosen = merge(&base, &mine, &theirs, &choices);
        assert!(!chosen.document.text().contains("log:2"));
    }

    const LOG: &str = r#"]}, {"name": "log", "image": "log:1", "user": "1", "essential": false}]}"#;

    #[test]
    fn edits_of_what_the_others_took_away_hold_or_give_way_together() {
        let with_two = BASE.replace("]}]}", LOG);
        let base = read(&with_two);
        let mine = read(
            &with_two
                .replace("log:1", "log:2")
                .replace(r#""user": "1""#, r#""user": "2""#),
        );
        let theirs = read(BASE);
        let open = merge(&base, &mine, &theirs, &Choices::new());
        let [conflict] = open.conflicts.as_slice() else {
            panic!("{:?}", open.conflicts);
        };
        assert!(
            conflict.mine_words.contains("log:1 → log:2"),
            "{conflict:?}"
        );
        assert!(conflict.mine_words.contains("user"), "{conflict:?}");
        for (side, has_log) in [(Side::Mine, true), (Side::Theirs, false)] {
            let choices = Choices::from([(conflict.place.clone(), side)]);
            let chosen = merge(&base, &mine, &theirs, &choices);
            assert!(chosen.open.is_empty());
            assert_eq!(chosen.document.text().contains("log:2"), has_log);
        }
    }

    #[test]
    fn two_containers_of_one_name_are_told_apart() {
        let with = |user: &str| {
            let long = "x".repeat(200);
            let two = BASE.replace("]}]}", LOG);
            read(
                &two.replace("log:1", &format!("log:{long}"))
                    .replace(r#""user": "1""#, &format!(r#""user": "{user}""#)),
            )
        };
        let open = merge(&read(BASE), &with("1"), &with("2"), &Choices::new());
        let [conflict] = open.conflicts.as_slice() else {
            panic!("{:?}", open.conflicts);
        };
        assert_eq!(conflict.mine.as_deref(), Some("user 1"));
        assert_eq!(conflict.theirs.as_deref(), Some("user 2"));
    }
}
