//! What somebody wants to hear of, and by which way.

use serde::{Deserialize, Serialize};

use super::{News, NewsKind};
use crate::permission::{Grants, Operation};

/// A way by which people hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// On the page of one's news.
    Page,
    /// By e-mail.
    Email,
}

/// How much of a kind somebody hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Hears {
    /// Nothing.
    Nothing,
    /// What concerns them: what they proposed, reviewed or commented on, and what waits for
    /// somebody of their role.
    Concerned,
    /// Everything in the environments that they may read.
    Everything,
}

impl Hears {
    /// Every choice, from least to most.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Concerned, Self::Everything];

    /// The choice's name, as in bodies.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Concerned => "concerned",
            Self::Everything => "everything",
        }
    }

    /// Finds a choice by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hears| hears.as_str() == name)
    }
}

/// What somebody wants to hear of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// The kind.
    pub kind: NewsKind,
    /// How much of it on the page.
    pub page: Hears,
    /// How much of it by e-mail.
    pub email: Hears,
}

/// What somebody wants to hear of. What they did not choose is as by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Choices(pub Vec<Choice>);

impl Choices {
    /// The choice for a kind.
    pub fn of(&self, kind: NewsKind) -> Choice {
        self.0
            .iter()
            .find(|choice| choice.kind == kind)
            .copied()
            .unwrap_or(Choice {
                kind,
                page: Hears::Concerned,
                email: by_email(kind),
            })
    }

    /// A choice for every kind, each once and in their order.
    #[must_use]
    pub fn complete(&self) -> Self {
        Self(NewsKind::ALL.map(|kind| self.of(kind)).to_vec())
    }

    /// Whether somebody hears of something by a way. Nobody is told of what they did themselves, or
    /// of what is in an environment that they may not read.
    pub fn hears(&self, news: &News, name: &str, grants: &Grants, way: Way) -> bool {
        let choice = self.of(news.kind);
        let hears = match way {
            Way::Page => choice.page,
            Way::Email => choice.email,
        };
        news.is_readable(grants)
            && news.by.as_deref() != Some(name)
            && match hears {
                Hears::Nothing => false,
                Hears::Concerned => concerns(news, name, grants),
                Hears::Everything => true,
            }
    }
}

/// Whether news concern somebody.
fn concerns(news: &News, name: &str, grants: &Grants) -> bool {
    let is_around = news.people.iter().any(|person| person == name);
    let is_awaited = news.kind.concerns_who_may().is_some_and(|operation| {
        let is_meant = operation != Operation::Review
            || news.reviewers.is_empty()
            || news.reviewers.iter().any(|reviewer| reviewer == name);
        is_meant && news.lets(grants, operation)
    });
    is_around || is_awaited
}

/// By e-mail comes what one has to act on, or would want to be fetched for.
const fn by_email(kind: NewsKind) -> Hears {
    match kind {
        NewsKind::ChangeWaits
        | NewsKind::ChangeCommented
        | NewsKind::ChangeApproved
        | NewsKind::ChangeSentBack
        | NewsKind::ChangeStale
        | NewsKind::DeploymentFailed
        | NewsKind::RolledBack
        | NewsKind::GlassBroken => Hears::Concerned,
        NewsKind::ChangeClosed
        | NewsKind::DeploymentBegan
        | NewsKind::Deployed
        | NewsKind::FreezeOverridden
        | NewsKind::Paused
        | NewsKind::Test => Hears::Nothing,
    }
}
