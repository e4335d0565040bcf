//! Messages in the words of the form. The checks name members as AWS spells them, which is right for
//! JSON; beside a field that is called otherwise it is a riddle.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use shared::issue::{DocumentKind, Issue};
use shared::schema;

/// An issue with the form's words.
pub(super) fn in_form(mut issue: Issue) -> Issue {
    issue.message = said(&issue.message);
    if let Some(fix) = &mut issue.fix {
        fix.label = said(&fix.label);
    }
    issue
}

/// A text with the labels of the members that it names. Only names of several words are exchanged;
/// others read the same.
fn said(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        let (before, from) = rest.split_at(start);
        said.push_str(before);
        let end = from.find(|one| !is_letter(one)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        // What stands in a path, a name or an address is no member.
        let stands_alone = !before.ends_with(['/', ':', '.', '-', '_', '"'])
            && !after.starts_with(['/', '-', '_', '('])
            && !after.starts_with(":/");
        match labels().get(word).filter(|_| stands_alone) {
            Some(label) => said.push_str(label),
            None => said.push_str(word),
        }
        rest = after;
    }
    said.push_str(rest);
    said
}

const fn is_letter(one: char) -> bool {
    one.is_ascii_alphanumeric()
}

/// The labels of members whose names are several words, where every member of the name has the same.
fn labels() -> &'static BTreeMap<&'static str, String> {
    static LABELS: OnceLock<BTreeMap<&'static str, String>> = OnceLock::new();
    LABELS.get_or_init(|| {
        let mut found: BTreeMap<&'static str, Option<&'static str>> = BTreeMap::new();
        for kind in [DocumentKind::TaskDefinition, DocumentKind::Service] {
            schema::walk(kind, &mut |_, _, member| {
                if member.name.contains(|one: char| one.is_ascii_uppercase()) {
                    found
                        .entry(member.name)
                        .and_modify(|label| *label = label.filter(|label| *label == member.label))
                        .or_insert(Some(member.label));
                }
            });
        }
        found
            .into_iter()
            .filter_map(|(name, label)| Some((name, super::form::lower(label?))))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn members_are_called_as_their_fields_are() {
        assert_eq!(
            said("Remove or give targetGroupArn: it is empty"),
            "Remove or give target group: it is empty"
        );
        assert_eq!(said("Set desiredCount to 2"), "Set desired count to 2");
        assert_eq!(said("Give name: it is empty"), "Give name: it is empty");
    }

    #[test]
    fn what_is_no_member_stays() {
        for text in [
            "allow ecs:desiredCount on arn:aws:x/desiredCount",
            "the role ecsTaskExecutionRole may not",
            "über alles",
        ] {
            assert_eq!(said(text), text);
        }
    }
}
