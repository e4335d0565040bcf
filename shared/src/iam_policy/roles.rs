//! The roles that a request hands to ECS itself, beside those of its tasks.

use std::collections::BTreeSet;

use crate::json::Json;

/// The roles that ECS acts as for a service or a task, named in a request or in what ECS says of a
/// service; for each AWS wants `iam:PassRole`. They are those of its API reference whose trust
/// policy names `ecs.amazonaws.com`: to call hooks, to change rules of load balancers, to
/// register targets, to issue certificates and to make volumes.
pub fn roles_of_ecs(request: &Json) -> BTreeSet<String> {
    let mut roles = BTreeSet::new();
    add(&mut roles, request);
    // Some members are told of the ECS deployments of a service alone.
    for deployment in list(request, "deployments") {
        add(&mut roles, deployment);
    }
    roles
}

fn add(roles: &mut BTreeSet<String>, of: &Json) {
    let configuration = of.get("deploymentConfiguration").unwrap_or(&Json::Null);
    let connect = of.get("serviceConnectConfiguration").unwrap_or(&Json::Null);
    let holders = list(configuration, "lifecycleHooks")
        .iter()
        .chain(list(of, "vpcLatticeConfigurations"))
        .chain(within(of, "loadBalancers", "advancedConfiguration"))
        .chain(within(connect, "services", "tls"))
        .chain(within(of, "volumeConfigurations", "managedEBSVolume"));
    roles.extend(holders.filter_map(|one| one.get("roleArn")?.as_str().map(str::to_owned)));
}

fn within<'a>(
    of: &'a Json,
    named: &'static str,
    member: &'static str,
) -> impl Iterator<Item = &'a Json> {
    list(of, named)
        .iter()
        .filter_map(move |one| one.get(member))
}

fn list<'a>(of: &'a Json, member: &str) -> &'a [Json] {
    of.get(member).and_then(Json::as_array).unwrap_or_default()
}
