//! One deployment of one kind, prepared once so that it can be carried out again and again from the
//! same start: with a process that is killed at any point, with an AWS that misbehaves, by two.

mod aftermath;
mod ask;
mod ground;
mod kind;
mod prepare;
mod record;
mod seat;
mod world;

pub use aftermath::Aftermath;
pub use ask::{Ask, Planned, finished, plan, planned};
pub use ground::{Ground, Run};
pub use kind::{Expected, Kind};
pub use record::ensure_told_right;
pub use seat::Seat;
pub use world::{Engine, Storage, World};
