//! One piece of news, and how it comes of what happened.

mod changing;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::NewsKind;
use crate::change::{Change, ChangeEntry};
use crate::deployment::Verdict;
use crate::permission::{Grants, Operation};
use crate::plan::Target;
use crate::wire::Scope;
use changing::Said;

/// The most characters of a text: enough to know whether to open the page.
const TEXT_SHOWN: usize = 600;

/// One piece of news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct News {
    /// By which it is told once: what it tells, such as `change/12/7/deployed`.
    pub id: String,
    /// What it is about.
    pub kind: NewsKind,
    /// The environment; empty for all of them.
    pub environment: String,
    /// When it happened, milliseconds since the epoch.
    pub at_ms: i64,
    /// Who did it; nothing for what Longshore did by itself.
    pub by: Option<String>,
    /// In one line, what happened.
    pub title: String,
    /// More of it, such as a reason; may be empty.
    pub text: String,
    /// The page that shows it, from the `/` on.
    pub path: String,
    /// The services that it is about.
    pub services: Vec<Target>,
    /// The change that it is about.
    pub change: Option<i64>,
    /// Whom it concerns by name: who proposed, wrote, approved, commented or started it.
    pub people: Vec<String>,
    /// Whose approvals count, where not everybody's who may review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviewers: Vec<String>,
}

impl News {
    /// What there is to tell of what happened to a change, given the change after it.
    pub fn of_change(change: &Change, entry: &ChangeEntry) -> Vec<Self> {
        changing::said(change, entry)
            .into_iter()
            .map(|Said { kind, title, text }| Self {
                id: format!("change/{}/{}/{}", change.id, entry.sequence, kind.as_str()),
                kind,
                environment: change.environment.clone(),
                at_ms: entry.at_ms,
                by: changing::by(change, entry),
                title: format!("{title}: {}", legible(&change.title)),
                text: excerpt(&text),
                path: page_of(&change.environment, &format!("/changes/{}", change.id)),
                services: change.targets(),
                change: Some(change.id),
                people: changing::around(change),
                reviewers: Vec::new(),
            })
            .collect()
    }

    /// What there is to tell of a deployment without a change that began.
    pub fn of_beginning(deployment: &Told<'_>) -> Self {
        deployment.news(
            NewsKind::DeploymentBegan,
            &format!("{} is being deployed", deployment.target.service),
            deployment.summary,
        )
    }

    /// What there is to tell of a deployment without a change that is over; nothing where nothing
    /// was done.
    pub fn of_end(deployment: &Told<'_>, verdict: Verdict, reason: &str) -> Option<Self> {
        let service = &deployment.target.service;
        let (kind, title) = match verdict {
            Verdict::Succeeded => (NewsKind::Deployed, format!("{service} is deployed")),
            Verdict::RolledBack => (
                NewsKind::RolledBack,
                format!("The deployment of {service} was rolled back"),
            ),
            Verdict::Failed => (
                NewsKind::DeploymentFailed,
                format!("The deployment of {service} failed"),
            ),
            Verdict::Stuck => (
                NewsKind::DeploymentFailed,
                format!("The deployment of {service} is stuck"),
            ),
            Verdict::Superseded => (
                NewsKind::DeploymentFailed,
                format!("Another deployment took the place of that of {service}"),
            ),
            Verdict::Cancelled => return None,
        };
        Some(deployment.news(kind, &title, reason))
    }

    /// What there is to tell of somebody who deploys without a change although nothing is to be
    /// deployed.
    pub fn of_freeze_overridden(deployment: &Told<'_>, reason: &str) -> Self {
        let (by, service) = (deployment.by, &deployment.target.service);
        let title = format!("{by} deploys {service} despite a freeze");
        Self {
            by: Some(by.to_owned()),
            ..deployment.news(NewsKind::FreezeOverridden, &title, reason)
        }
    }

    /// What there is to tell of deployments that are held up; `why` is nothing where they go on.
    pub fn of_pause(
        scope: Scope,
        environment: &str,
        by: &str,
        why: Option<&str>,
        at_ms: i64,
    ) -> Self {
        let (environment, what) = match scope {
            Scope::Environment => (environment, format!("the deployments of {environment}")),
            Scope::Everything => ("", "all deployments".to_owned()),
        };
        let (title, doing) = match why {
            Some(_) => (format!("{by} paused {what}"), "paused"),
            None => (format!("{by} let {what} go on"), "resumed"),
        };
        Self {
            id: format!("pause/{}/{environment}/{at_ms}/{doing}", scope.as_str()),
            kind: NewsKind::Paused,
            environment: environment.to_owned(),
            at_ms,
            by: Some(by.to_owned()),
            title,
            text: excerpt(why.unwrap_or_default()),
            path: match scope {
                Scope::Environment => page_of(environment, "/queue"),
                Scope::Everything => "/".to_owned(),
            },
            services: Vec::new(),
            change: None,
            people: Vec::new(),
            reviewers: Vec::new(),
        }
    }

    /// What a webhook carries when an administrator tries it out.
    pub fn of_test(id: &str, webhook: &str, by: &str, at_ms: i64) -> Self {
        Self {
            id: format!("test/{id}"),
            kind: NewsKind::Test,
            environment: String::new(),
            at_ms,
            by: Some(by.to_owned()),
            title: format!("{by} tries the webhook {webhook}"),
            text: "Where this can be read, news arrive.".to_owned(),
            path: "/webhooks".to_owned(),
            services: Vec::new(),
            change: None,
            people: Vec::new(),
            reviewers: Vec::new(),
        }
    }

    /// The title, with the environment before it.
    pub fn headline(&self) -> String {
        if self.environment.is_empty() {
            self.title.clone()
        } else {
            format!("[{}] {}", self.environment, self.title)
        }
    }

    /// Whether somebody may read it.
    pub fn is_readable(&self, grants: &Grants) -> bool {
        self.lets(grants, Operation::Read)
    }

    /// Whether somebody may do something where it happened; what happened everywhere is for who may
    /// anywhere.
    pub(super) fn lets(&self, grants: &Grants, operation: Operation) -> bool {
        if self.environment.is_empty() {
            let mut roles = grants.0.iter().map(|grant| grant.role);
            roles.any(|role| operation.roles().contains(&role))
        } else {
            grants.can(operation, &self.environment).is_ok()
        }
    }
}

/// A deployment without a change, as news tell of it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Its id.
    pub id: &'a str,
    /// The environment.
    pub environment: &'a str,
    /// The service.
    pub target: &'a Target,
    /// In one line, what it does.
    pub summary: &'a str,
    /// Who started it.
    pub by: &'a str,
    /// Now, milliseconds since the epoch.
    pub at_ms: i64,
}

impl Told<'_> {
    fn news(&self, kind: NewsKind, title: &str, text: &str) -> News {
        News {
            id: format!("deployment/{}/{}", self.id, kind.as_str()),
            kind,
            environment: self.environment.to_owned(),
            at_ms: self.at_ms,
            by: None,
            title: legible(title),
            text: excerpt(text),
            path: page_of(self.environment, &format!("/deployments/{}", self.id)),
            services: vec![self.target.clone()],
            change: None,
            people: vec![self.by.to_owned()],
            reviewers: Vec::new(),
        }
    }
}

/// A page of an environment, as its address is.
fn page_of(environment: &str, path: &str) -> String {
    let mut address = "/environments/".to_owned();
    for byte in environment.bytes() {
        // What RFC 3986 leaves as it is anywhere.
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            write!(address, "%{byte:02X}").unwrap_or_default();
        }
    }
    address.push_str(path);
    address
}

/// How a text begins. What people wrote over several lines stays so.
fn excerpt(text: &str) -> String {
    let mut characters = text.trim().chars();
    let legible = |one: char| {
        if one.is_control() && one != '\n' {
            ' '
        } else {
            one
        }
    };
    let mut begun: String = characters.by_ref().take(TEXT_SHOWN).map(legible).collect();
    if !characters.as_str().is_empty() {
        begun.push('…');
    }
    begun
}

/// A text in one line.
fn legible(text: &str) -> String {
    text.chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect()
}
