//! Blame: where each value of a document comes from, told from what the document was before.
//!
//! Pure. Whoever has the versions says where each comes from; here it is only found which of them
//! last gave each place its value.

use crate::diff::{Change, Field, diff, field, leaves};
use crate::document::Document;

/// A place of the newest version, and the version that gave it its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blamed {
    /// What stands there.
    pub leaf: Change,
    /// The version, by its index.
    pub version: usize,
}

impl Blamed {
    /// The place and its value in words; secret-looking values are masked.
    pub fn field(&self) -> Field {
        field(&self.leaf)
    }
}

/// Finds for each place of the newest version the newest version that differs there from the one
/// before it. What is so since the oldest version is the oldest one's; whether that one brought it, or
/// only is as far as one can look back, is for the caller to know.
///
/// The versions go from the oldest to the newest. Without one, there is nothing to blame.
pub fn blame(versions: &[Document]) -> Vec<Blamed> {
    let Some(newest) = versions.last() else {
        return Vec::new();
    };
    let mut open: Vec<(usize, Change)> = leaves(newest).into_iter().enumerate().collect();
    let mut found = Vec::new();
    for (version, pair) in versions.windows(2).enumerate().rev() {
        let [before, after] = pair else {
            continue;
        };
        if open.is_empty() {
            break;
        }
        let changes = diff(before, after);
        let is_touched = |leaf: &Change| changes.iter().any(|change| change.overlaps(leaf));
        let (touched, rest) = open.into_iter().partition(|(_, leaf)| is_touched(leaf));
        open = rest;
        found.extend(blamed(touched, version + 1));
    }
    found.extend(blamed(open, 0));
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, one)| one).collect()
}

/// The places with the version that they are the work of.
fn blamed(leaves: Vec<(usize, Change)>, version: usize) -> impl Iterator<Item = (usize, Blamed)> {
    leaves
        .into_iter()
        .map(move |(place, leaf)| (place, Blamed { leaf, version }))
}

#[cfg(test)]
mod tests {
    use super::blame;
    use crate::document::Document;
    use crate::issue::DocumentKind;

    fn read(text: &str) -> Document {
        Document::read(text, Some(DocumentKind::TaskDefinition)).unwrap()
    }

    /// The labels and values of those that are not of the oldest version, each with its version.
    fn told(texts: &[&str]) -> Vec<String> {
        let versions: Vec<Document> = texts.iter().map(|text| read(text)).collect();
        blame(&versions)
            .iter()
            .filter(|one| one.version > 0)
            .map(|one| {
                let field = one.field();
                format!("{} {} = {}", one.version, field.label, field.value)
            })
            .collect()
    }

    const FIRST: &str = r#"{"family": "web", "cpu": "256", "containerDefinitions": [{"name": "web",
        "image": "web:1", "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "1"}]}]}"#;

    #[test]
    fn each_value_is_the_version_s_that_last_gave_it() {
        let second = FIRST.replace("web:1", "web:2");
        let third = second.replace(r#""A", "value": "1""#, r#""A", "value": "9""#);
        assert_eq!(
            told(&[FIRST, &second, &third]),
            ["1 web: image = web:2", "2 web: variable A = 9"]
        );
    }

    #[test]
    fn what_was_taken_away_and_put_back_is_the_last_one_s_who_put_it_there() {
        let without = FIRST.replace(r#", {"name": "B", "value": "1"}"#, "");
        assert_eq!(told(&[FIRST, &without, FIRST]), ["2 web: variable B = 1"]);
    }

    #[test]
    fn another_order_and_what_aws_fills_in_change_nothing() {
        let other = r#"{"containerDefinitions": [{"environment": [{"name": "B", "value": "1"},
            {"name": "A", "value": "1"}], "image": "web:1", "essential": true, "name": "web",
            "cpu": 0}], "cpu": "256", "family": "web", "revision": 4, "status": "ACTIVE"}"#;
        assert_eq!(told(&[FIRST, other]), Vec::<String>::new());
    }

    #[test]
    fn a_container_that_is_new_is_new_in_all_its_parts() {
        let more = FIRST.replace("]}]}", r#"]}, {"name": "log", "image": "log:1"}]}"#);
        let told = told(&[FIRST, &more]);
        assert!(
            told.contains(&"1 log: image = log:1".to_owned()),
            "{told:?}"
        );
        assert!(
            told.iter().all(|line| line.starts_with("1 log: ")),
            "{told:?}"
        );
    }

    #[test]
    fn a_value_that_looks_secret_is_never_shown() {
        let secret = FIRST.replace(
            r#""A", "value": "1""#,
            r#""DB_PASSWORD", "value": "hunter2!""#,
        );
        let told = told(&[FIRST, &secret]);
        assert!(
            told[0].starts_with("1 web: variable DB_PASSWORD = "),
            "{told:?}"
        );
        assert!(!told[0].contains("hunter2"), "{told:?}");
    }
}
