//! The small world that a new sandbox starts with: one company's test and production.
//!
//! All but networks and what can only be read here is made through the services' own operations, so that it is what a client
//! could have made. Names and settings are such as people use; nothing here is special-cased
//! elsewhere.

mod alarms;
mod balancing;
mod classic_balancing;
mod configuration;
mod discovery;
mod files;
mod images;
mod keys;
mod network;
mod planting;
mod production;
mod roles;
mod staging_cluster;
mod test_cluster;

use self::planting::Planting;
use crate::world::World;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// How long a roll-out is given, more than any takes.
const SETTLE_MS: i64 = 15 * MINUTE_MS;

/// Plants everything into an empty world. Takes two days of simulated time, so that the services
/// have a history.
pub(crate) fn plant(world: &mut World) {
    for refusal in plant_noting_refusals(world) {
        tracing::warn!(%refusal, "a part of the first world could not be planted");
    }
}

fn plant_noting_refusals(world: &mut World) -> Vec<String> {
    let mut planting = Planting::new(world);
    let network = network::plant(planting.world());
    let keys = keys::plant(planting.world());
    roles::plant(&mut planting, &keys.configuration);
    let balancing = balancing::plant(&mut planting, &network);
    classic_balancing::plant(planting.world(), &network);
    discovery::plant(planting.world());
    files::plant(planting.world(), &keys.files);
    images::push_first(&mut planting);
    let configuration = configuration::plant(&mut planting);
    planting.pass(HOUR_MS);
    let production = production::Production {
        network: &network,
        balancing: &balancing,
        configuration: &configuration,
    };
    production.create(&mut planting);
    test_cluster::create(&mut planting, &balancing);
    planting.live(SETTLE_MS);
    production::scale_automatically(&mut planting);
    planting.pass(20 * HOUR_MS);
    images::push_second(&mut planting);
    production.deploy_second(&mut planting);
    planting.live(SETTLE_MS);
    planting.pass(21 * HOUR_MS);
    images::push_third(&mut planting);
    configuration::rotate(&mut planting);
    production.deploy_third(&mut planting);
    test_cluster::deploy_second(&mut planting);
    planting.live(SETTLE_MS);
    alarms::plant(&mut planting);
    staging_cluster::create(&mut planting, &network);
    planting.live(SETTLE_MS);
    staging_cluster::guard(&mut planting);
    planting.refusals()
}

#[cfg(test)]
mod tests;
