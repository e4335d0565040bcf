//! What a rule is, and how the tables of rules are written: one call makes a rule.

use super::context::Context;
use super::findings::Findings;
use crate::issue::Severity;

/// One rule.
pub struct Rule {
    /// Its stable name, the code of the issues that it finds.
    pub code: &'static str,
    /// How much what it finds weighs; single findings may weigh less.
    pub severity: Severity,
    /// What it demands, in one sentence.
    ///
    /// Only documentation reads this and the source, so browsers do not load them.
    #[cfg(not(target_family = "wasm"))]
    pub demands: &'static str,
    /// Where it comes from.
    #[cfg(not(target_family = "wasm"))]
    pub source: Source,
    pub(super) check: fn(&Context<'_>, &mut Findings),
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A page of Amazon ECS's Developer Guide, by the name in its address.
    Guide(&'static str),
    /// A page of Amazon ECS's API Reference, by the name of the call or data type.
    Api(&'static str),
    /// The words with which AWS refuses what breaks the rule.
    Refusal(&'static str),
    /// AWS's published service model.
    Model,
    /// Nothing that AWS demands, but what experience teaches.
    Practice,
}

impl Source {
    /// The address of the page, where it is one.
    pub fn url(self) -> Option<String> {
        const DOCUMENTATION: &str = "https://docs.aws.amazon.com/AmazonECS/latest";
        match self {
            Self::Guide(page) => Some(format!("{DOCUMENTATION}/developerguide/{page}.html")),
            Self::Api(name) => Some(format!("{DOCUMENTATION}/APIReference/API_{name}.html")),
            Self::Refusal(_) | Self::Model | Self::Practice => None,
        }
    }

    /// The source in a few words: the page's address, or AWS's words in quotes.
    pub fn words(self) -> String {
        match self {
            Self::Guide(_) | Self::Api(_) => self.url().unwrap_or_default(),
            Self::Refusal(words) => format!("AWS refuses it: \u{201c}{words}\u{201d}"),
            Self::Model => "AWS's service model".to_owned(),
            Self::Practice => "experience".to_owned(),
        }
    }
}

/// Not AWS's demand, but experience.
pub(crate) const PRACTICE: Source = Source::Practice;

pub(crate) const fn guide(page: &'static str) -> Source {
    Source::Guide(page)
}

pub(crate) const fn api(name: &'static str) -> Source {
    Source::Api(name)
}

pub(crate) const fn refusal(words: &'static str) -> Source {
    Source::Refusal(words)
}

type Check = fn(&Context<'_>, &mut Findings);

/// A rule that AWS enforces, or without which nothing works.
pub(super) const fn error(
    code: &'static str,
    check: Check,
    demands: &'static str,
    source: Source,
) -> Rule {
    rule(code, Severity::Error, check, demands, source)
}

/// A rule whose breach is accepted and will probably hurt.
pub(super) const fn warning(
    code: &'static str,
    check: Check,
    demands: &'static str,
    source: Source,
) -> Rule {
    rule(code, Severity::Warning, check, demands, source)
}

/// A rule whose keeping makes things better.
pub(super) const fn advice(
    code: &'static str,
    check: Check,
    demands: &'static str,
    source: Source,
) -> Rule {
    rule(code, Severity::Advice, check, demands, source)
}

#[cfg(not(target_family = "wasm"))]
const fn rule(
    code: &'static str,
    severity: Severity,
    check: Check,
    demands: &'static str,
    source: Source,
) -> Rule {
    Rule {
        code,
        severity,
        demands,
        source,
        check,
    }
}

#[cfg(target_family = "wasm")]
const fn rule(
    code: &'static str,
    severity: Severity,
    check: Check,
    _: &'static str,
    _: Source,
) -> Rule {
    Rule {
        code,
        severity,
        check,
    }
}
