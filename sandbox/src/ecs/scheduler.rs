//! The scheduler: brings about what is wanted, a step at a time.
//!
//! In each step tasks move on ([`lifecycle`]), their health is judged ([`health`]), and every
//! service starts, stops and replaces tasks ([`rollout`]): one by one, or a whole version beside
//! the other with the traffic shifted between them ([`shifting`]). Nothing here answers requests.

mod alarms;
mod breaker;
mod health;
mod hooks;
mod launch;
mod lifecycle;
mod numbers;
mod placement;
mod rollout;
mod seat;
mod settling;
mod shifting;
mod starting;
mod steps;
mod stopping;
mod traffic;
mod work;

pub(super) use self::{
    launch::{Launch, launch},
    placement::Unplaced,
    stopping::request_stop,
};
use crate::world::World;

/// Stopped tasks stay visible for this long.
const KEEP_STOPPED_MS: i64 = 3600 * 1000;

/// One step.
pub(super) fn tick(world: &mut World) {
    lifecycle::advance(world);
    health::check(world);
    rollout::advance(world);
    let horizon = world.now_ms - KEEP_STOPPED_MS;
    world
        .ecs
        .retain_tasks(|task| task.times.stopped.is_none_or(|stopped| stopped > horizon));
}
