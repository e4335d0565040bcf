//! Words of the domain as parts of pages: health, verdicts, deployments, issues, routes.
//! They get data and show it; they ask no server.

mod changes;
mod cockpit;
mod connection;
mod deployments;
mod failures;
mod health;
mod issues;
mod looks;
mod plan;
mod routes;
mod states;

pub(crate) use changes::{Changes, effect_chip, grouped};
pub(crate) use cockpit::{Answered, Cockpit, Pauses};
pub(crate) use connection::ConnectionNote;
pub(crate) use deployments::DeploymentRows;
pub(crate) use failures::{FailureBanner, Failures};
pub(crate) use health::{HealthChip, health_word};
pub(crate) use issues::{IssueList, severity_tone};
pub(crate) use looks::{Looks, MissingAction, looks_words};
pub(crate) use plan::{Bodies, ForecastView, RevisionNote, TaskToRun, next_revision};
pub(crate) use routes::{route_words, target_group_lines};
pub(crate) use states::{
    StateChip, deletion_chip, effect_tone, effect_word, kind_words, verdict_chip,
};
