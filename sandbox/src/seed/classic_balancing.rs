//! Two classic load balancers, as are left over from before target groups.

use super::network::Network;
use crate::{
    arn,
    elb::{HealthCheck, Listener, LoadBalancer},
    world::World,
};

pub(super) fn plant(world: &mut World, network: &Network) {
    let certificate = format!("certificate/{}", world.next_uuid());
    let certificate = arn::regional(world, "acm", &certificate);
    let listeners = vec![
        listener("HTTP", (80, 8081), None),
        listener("HTTPS", (443, 8081), Some(certificate)),
    ];
    load_balancer(world, network, "test-legacy", listeners, "HTTP:8081/health");
    let listeners = vec![listener("TCP", (25, 2525), None)];
    load_balancer(
        world,
        network,
        "production-mail-relay",
        listeners,
        "TCP:2525",
    );
}

/// A listener that speaks to its instances without encryption.
fn listener(
    protocol: &str,
    (outside, instance): (u16, u16),
    certificate: Option<String>,
) -> Listener {
    let inside = protocol.trim_end_matches('S');
    Listener {
        outside: (protocol.to_owned(), outside),
        instance: (inside.to_owned(), instance),
        certificate,
    }
}

fn load_balancer(
    world: &mut World,
    network: &Network,
    name: &str,
    listeners: Vec<Listener>,
    target: &str,
) {
    let is_public = name.starts_with("test-");
    let (subnets, group, scheme, prefix) = if is_public {
        let group = &network.public_balancer_group;
        (&network.public_subnets, group, "internet-facing", "")
    } else {
        let group = &network.internal_balancer_group;
        (&network.private_subnets, group, "internal", "internal-")
    };
    let number = world.next_digits(10);
    world.elb.load_balancers.push(LoadBalancer {
        name: name.to_owned(),
        dns_name: format!("{prefix}{name}-{number}.{}.elb.amazonaws.com", world.region),
        scheme: scheme.to_owned(),
        vpc_id: network.vpc_id.clone(),
        subnets: subnets.clone(),
        security_groups: vec![group.clone()],
        listeners,
        health_check: HealthCheck {
            target: target.to_owned(),
            interval_s: 30,
            timeout_s: 5,
            unhealthy: 2,
            healthy: 10,
        },
        created_ms: world.now_ms,
    });
}
