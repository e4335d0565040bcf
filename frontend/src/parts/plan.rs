//! A plan to read: how it will go, what it runs first, and what is sent.

mod bodies;
mod forecast;
mod task;

pub(crate) use bodies::Bodies;
pub(crate) use forecast::{ForecastView, RevisionNote, next_revision};
pub(crate) use task::TaskToRun;
