//! Rules about where a service's tasks run.

use crate::check::context::{Context, Findings, in_service, remove};
use crate::check::hosting;
use crate::check::rule::{PRACTICE, Rule, error, refusal, warning};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "launch-type-and-providers",
        both,
        "A service has a launch type or capacity providers.",
        refusal("Specifying both a launch type and capacity provider strategy is not supported."),
    ),
    error(
        "provider-base",
        base,
        "One capacity provider has a base.",
        refusal(
            "There are multiple capacity providers in the specified capacity provider strategy with a base value greater than zero",
        ),
    ),
    error(
        "provider-weight",
        weight,
        "One capacity provider has a weight.",
        refusal(
            "There are no capacity providers in the capacity provider strategy with a weight value greater than zero",
        ),
    ),
    error(
        "platform-version-without-fargate",
        platform_version,
        "Only Fargate has platform versions.",
        refusal("The platform version must be null when specifying an EC2 launch type."),
    ),
    error(
        "placement-on-fargate",
        placement,
        "Fargate places tasks by itself.",
        refusal("Placement strategies are not supported with FARGATE launch type."),
    ),
    error(
        "launch-type-unsupported",
        unsupported,
        "The task definition supports the service's launch type.",
        refusal("Task definition does not support launch_type FARGATE."),
    ),
    error(
        "cluster-unknown",
        cluster_unknown,
        "The cluster exists.",
        refusal("Cluster not found."),
    ),
    warning(
        "no-instances",
        no_instances,
        "The cluster has a place for the tasks.",
        PRACTICE,
    ),
];

fn both(context: &Context<'_>, found: &mut Findings) {
    if context.service_value("/launchType").is_some()
        && context.service_value("/capacityProviderStrategy").is_some()
    {
        let at = Pointer::parse("/launchType");
        found.fixable(
            in_service(&at),
            "Keep either launchType or capacityProviderStrategy: ECS takes one of them",
            Some(remove(&at)),
        );
    }
    if context.service_text("/launchType") == Some("MANAGED_INSTANCES") {
        found.add(
            in_service("/launchType"),
            "Name the managed instances' provider in capacityProviderStrategy and leave launchType out",
        );
    }
}

fn number(item: &Json, name: &str) -> i64 {
    item.get(name).and_then(Json::as_i64).unwrap_or(0)
}

fn base(context: &Context<'_>, found: &mut Findings) {
    let mut with_base = context
        .service_elements("/capacityProviderStrategy")
        .filter(|(_, item)| number(item, "base") > 0);
    if with_base.next().is_some()
        && let Some((at, _)) = with_base.next()
    {
        found.add(
            in_service(at.member("base")),
            "Remove this base: only one capacity provider can have one",
        );
    }
}

fn weight(context: &Context<'_>, found: &mut Findings) {
    let mut items = context
        .service_elements("/capacityProviderStrategy")
        .peekable();
    if items.peek().is_some() && items.all(|(_, item)| number(item, "weight") <= 0) {
        found.add(
            in_service("/capacityProviderStrategy/0/weight"),
            "Give one capacity provider a weight of 1 or more",
        );
    }
}

fn platform_version(context: &Context<'_>, found: &mut Findings) {
    if matches!(
        context.service_text("/launchType"),
        Some("EC2" | "EXTERNAL")
    ) && context.service_text("/platformVersion").is_some()
    {
        let at = Pointer::parse("/platformVersion");
        found.fixable(
            in_service(&at),
            "Remove platformVersion: only Fargate has platform versions",
            Some(remove(&at)),
        );
    }
}

fn placement(context: &Context<'_>, found: &mut Findings) {
    let fargate = context.service_text("/launchType") == Some("FARGATE");
    for (name, refused) in [
        ("placementConstraints", fargate),
        ("placementStrategy", fargate || context.is_daemon()),
    ] {
        let at = Pointer::root().member(name);
        if refused && context.service_value(at.as_str()).is_some() {
            found.fixable(
                in_service(&at),
                format!("Remove {name}: Fargate and daemons place tasks by themselves"),
                Some(remove(&at)),
            );
        }
    }
}

fn unsupported(context: &Context<'_>, found: &mut Findings) {
    let Some(definition) = context.task_definition else {
        return;
    };
    let Some(Json::Array(supported)) = definition.get("requiresCompatibilities") else {
        return;
    };
    let launch_type = context.service_text("/launchType");
    if let Some(launch_type) = launch_type
        && !supported.is_empty()
        && !supported
            .iter()
            .any(|one| one.as_str() == Some(launch_type))
    {
        found.add(
            in_service("/launchType"),
            format!("Add {launch_type} to requiresCompatibilities of the task definition, or choose a launch type that is there"),
        );
    }
}

fn cluster_unknown(context: &Context<'_>, found: &mut Findings) {
    let Some(service) = context.service else {
        return;
    };
    let Some(clusters) = context.known.clusters.as_ref() else {
        found.unknown(in_service("/cluster"), "which clusters there are");
        return;
    };
    if let Some(Json::String(name)) = service.get("cluster")
        && crate::placeholder::looks_unfilled(name)
    {
        return;
    }
    let name = hosting::cluster_name(service);
    if clusters
        .iter()
        .any(|cluster| cluster.name == name && cluster.status != "INACTIVE")
    {
        return;
    }
    let names: Vec<&str> = clusters
        .iter()
        .take(5)
        .map(|cluster| cluster.name.as_str())
        .collect();
    let there = if names.is_empty() {
        "there is none yet".to_owned()
    } else {
        format!("there are {}", names.join(", "))
    };
    found.add(
        in_service("/cluster"),
        format!("Choose a cluster that exists: there is no {name}; {there}"),
    );
}

fn no_instances(context: &Context<'_>, found: &mut Findings) {
    let reason = context
        .service
        .and_then(|service| hosting::no_place(service, context.task_definition, context.known));
    if let Some(reason) = reason {
        found.add(in_service("/cluster"), reason);
    }
}
