//! The small world that a new sandbox starts with.

use crate::world::World;

/// Plants everything into an empty world.
pub(crate) fn plant(_world: &mut World) {}
