//! Namespaces of Cloud Map: one for Service Connect, one that is a private DNS zone.

use crate::{
    servicediscovery::{Namespace, Service},
    world::World,
};

pub(super) fn plant(world: &mut World) {
    let connect = namespace(world, "shop", "Service Connect of production", None);
    let zone = format!("Z{}", world.next_hex(20).to_uppercase());
    let dns = namespace(
        world,
        "production.internal",
        "Private names of production",
        Some(zone),
    );
    let records = vec![("A".to_owned(), 15)];
    service(
        world,
        &dns,
        ("orders-api", "Where the shop finds orders"),
        records,
    );
    service(
        world,
        &connect,
        ("shop-web", "The shop, for Service Connect"),
        Vec::new(),
    );
}

fn namespace(
    world: &mut World,
    name: &str,
    description: &str,
    hosted_zone_id: Option<String>,
) -> String {
    let id = format!("ns-{}", world.next_hex(16));
    world.servicediscovery.namespaces.push(Namespace {
        id: id.clone(),
        name: name.to_owned(),
        description: Some(description.to_owned()),
        hosted_zone_id,
        created_ms: world.now_ms,
    });
    id
}

fn service(
    world: &mut World,
    namespace_id: &str,
    (name, description): (&str, &str),
    records: Vec<(String, i64)>,
) {
    let id = format!("srv-{}", world.next_hex(16));
    world.servicediscovery.services.push(Service {
        id,
        namespace_id: namespace_id.to_owned(),
        name: name.to_owned(),
        description: Some(description.to_owned()),
        records,
        created_ms: world.now_ms,
    });
}
