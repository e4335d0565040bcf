//! The arithmetic of a rolling update: how many tasks may start and how many may stop.

use super::seat::Seat;
use crate::{ecs::service::deployment::Rollout, world::World};

/// The counts that decide what may start and stop.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) primary: String,
    pub(super) is_given_up: bool,
    pub(super) desired: u32,
    /// Wanted tasks of the primary deployment, and those of all.
    pub(super) primary_wanted: u32,
    pub(super) all_wanted: u32,
    pub(super) primary_healthy: u32,
    pub(super) all_healthy: u32,
    pub(super) least: u32,
    pub(super) most: u32,
}

impl Numbers {
    pub(super) fn of(world: &World, arn: &str, seats: &[Seat]) -> Option<Self> {
        let service = world.ecs.services.get(arn)?;
        let primary = service.primary()?;
        let count = |matches: &dyn Fn(&Seat) -> bool| {
            u32::try_from(seats.iter().filter(|seat| matches(seat)).count()).unwrap_or(u32::MAX)
        };
        let is_primary = |seat: &Seat| seat.deployment == primary.id;
        let percents = service.percents();
        Some(Self {
            primary: primary.id.clone(),
            is_given_up: primary.rollout == Rollout::Failed,
            desired: service.desired,
            primary_wanted: count(&|seat| seat.is_wanted() && is_primary(seat)),
            all_wanted: count(&|seat| seat.is_wanted()),
            primary_healthy: count(&|seat| seat.is_healthy() && is_primary(seat)),
            all_healthy: count(&|seat| seat.is_healthy()),
            least: percents.least(service.desired),
            most: percents.most(service.desired),
        })
    }

    /// How many tasks of the primary deployment are missing.
    pub(super) fn missing(&self) -> u32 {
        self.desired.saturating_sub(self.primary_wanted)
    }

    /// How many may start beside those that run.
    pub(super) fn room(&self) -> u32 {
        if self.all_wanted == self.primary_wanted {
            return self.missing();
        }
        self.most.saturating_sub(self.all_wanted)
    }

    /// How many healthy tasks may stop.
    pub(super) fn spare(&self) -> u32 {
        self.all_healthy.saturating_sub(self.least)
    }
}
