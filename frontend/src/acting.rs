//! Bringing something about: plans are asked for, what is in the way is said, what is paused too. Common
//! to the pages and to what other modules show.

mod again;
mod busy;
mod confirming;
mod look;
mod part;
mod paused;
mod planning;

pub(crate) use again::open_again;
pub(crate) use busy::Busy;
pub(crate) use confirming::{ConfirmIdentity, Identity};
pub(crate) use look::{Look, LookView};
pub(crate) use part::{part, restarts};
pub(crate) use paused::PausedBanner;
pub(crate) use planning::Planner;
