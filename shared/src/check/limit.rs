//! How much is told: so many issues of one rule, and messages that can be read to their end. A text
//! of ten megabytes can break a rule in every second byte.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::issue::{DocumentKind, Issue, Severity};

/// So many issues of one rule and severity are told for a document; nobody settles more than these
/// before the next check.
const MOST: usize = 1000;

/// The longest message. Only one that repeats names of hundreds of letters is longer.
const LONGEST: usize = 1000;

/// Issues in the order in which they are found, as far as they are told.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) issues: Vec<Issue>,
    rules: BTreeMap<(DocumentKind, &'static str, Severity), Rule>,
}

#[derive(Debug)]
struct Rule {
    count: usize,
    /// Where its last issue is.
    last: usize,
}

impl Told {
    /// Adds an issue, or says at the last one of its rule that there are more.
    pub(super) fn push(&mut self, code: &'static str, mut issue: Issue) {
        let here = self.issues.len();
        match self.rules.entry((issue.document, code, issue.severity)) {
            Entry::Vacant(rule) => {
                rule.insert(Rule {
                    count: 1,
                    last: here,
                });
            }
            Entry::Occupied(mut rule) => {
                let rule = rule.get_mut();
                rule.count += 1;
                if rule.count > MOST {
                    if rule.count == MOST + 1
                        && let Some(last) = self.issues.get_mut(rule.last)
                    {
                        last.message
                            .push_str(". There are more like it that are not told");
                    }
                    return;
                }
                rule.last = here;
            }
        }
        if let Some((end, _)) = issue.message.char_indices().nth(LONGEST) {
            issue.message.truncate(end);
            issue.message.push('…');
        }
        self.issues.push(issue);
    }
}
