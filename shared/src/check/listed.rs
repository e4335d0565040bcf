//! Every rule with its code, for documentation and for whoever asks where a code comes from.

use super::rule::Source;
use super::{rules, structure};
use crate::issue::Severity;
use crate::plan;

/// A rule as it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// What it is about.
    pub topic: &'static str,
    /// The code of its issues.
    pub code: &'static str,
    /// How much they weigh; single ones may weigh less.
    pub severity: Severity,
    /// What it demands, in one sentence.
    pub demands: &'static str,
    /// Where it comes from.
    pub source: Source,
}

pub(crate) const fn listed(
    topic: &'static str,
    code: &'static str,
    severity: Severity,
    demands: &'static str,
    source: Source,
) -> Listed {
    Listed {
        topic,
        code,
        severity,
        demands,
        source,
    }
}

/// Every rule: those of the schema, those about several members by topic, and those that are held
/// when a plan is made.
pub fn all() -> impl Iterator<Item = Listed> {
    let rules = rules().map(|(topic, rule)| Listed {
        topic,
        code: rule.code,
        severity: rule.severity,
        demands: rule.demands,
        source: rule.source,
    });
    structure::CODES
        .iter()
        .copied()
        .chain(rules)
        .chain(plan::REFUSALS.iter().copied())
}

/// Where the rule of a code comes from.
pub fn source(code: &str) -> Option<Source> {
    all()
        .find(|listed| listed.code == code)
        .map(|listed| listed.source)
}

/// The page of the documentation that lists every rule, in Markdown.
pub fn page() -> String {
    let mut text = String::from(
        "# Rules\n\n\
         What Longshore checks in task definitions, services and run-task requests, in the browser, on the server and with `longshore validate`.\n\
         This page is printed by `longshore rules`; a test holds it against the code.\n\n\
         An **error** is refused by AWS or cannot work, a **warning** is accepted and will probably hurt, **advice** makes things better.\n\
         Single findings of a rule may weigh less than it says here.\n\
         A rule that would have to read what is not known, or a placeholder that is not filled in, stays silent.\n",
    );
    let mut topic = "";
    for listed in all() {
        if listed.topic != topic {
            topic = listed.topic;
            text.extend([
                "\n## ",
                topic,
                "\n\n| code | weight | demands | source |\n| --- | --- | --- | --- |\n",
            ]);
        }
        text.extend([
            "| `",
            listed.code,
            "` | ",
            listed.severity.words(),
            " | ",
            &cell(listed.demands),
            " | ",
            &source_cell(listed.source),
            " |\n",
        ]);
    }
    text
}

fn source_cell(source: Source) -> String {
    match (source, source.url()) {
        (Source::Guide(page), Some(url)) => format!("[Developer Guide: {page}]({url})"),
        (Source::Api(name), Some(url)) => format!("[API Reference: {name}]({url})"),
        _ => cell(&source.words()),
    }
}

/// A text in a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;

    #[test]
    fn every_code_is_listed_once() {
        let mut codes = BTreeSet::new();
        for listed in all() {
            assert!(codes.insert(listed.code), "{}", listed.code);
            assert!(listed.demands.ends_with('.'), "{}", listed.code);
        }
    }
}
