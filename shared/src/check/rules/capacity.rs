//! Rules about what a service's tasks run on: launch types and capacity providers.

use crate::check::context::{Context, NetworkMode, filled, text};
use crate::check::findings::{Findings, in_service, in_task, remove};
use crate::check::rule::{Rule, advice, api, error, guide, refusal};
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "launch-type-and-providers",
        both,
        "A service has a launch type or capacity providers.",
        refusal("Specifying both a launch type and capacity provider strategy is not supported."),
    ),
    error(
        "launch-type-managed-instances",
        managed_instances,
        "Managed instances come by a capacity provider.",
        api("CreateService"),
    ),
    error(
        "providers-mixed",
        mixed,
        "A strategy has either Fargate's capacity providers or others.",
        guide("cluster-capacity-providers"),
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
        "launch-type-unsupported",
        unsupported,
        "The task definition supports the service's launch type.",
        refusal("Task definition does not support launch_type FARGATE."),
    ),
    advice(
        "launch-type-not-required",
        not_required,
        "The task definition names the launch type that it is used with.",
        api("RegisterTaskDefinition"),
    ),
    error(
        "anywhere-unsupported",
        anywhere,
        "External instances have no awsvpc, load balancers or service discovery.",
        guide("ecs-anywhere"),
    ),
    error(
        "spot-on-windows",
        spot_on_windows,
        "Fargate Spot runs Linux.",
        api("CapacityProviderStrategyItem"),
    ),
];

const LAUNCH_TYPE: &str = "/launchType";
const PROVIDERS: &str = "/capacityProviderStrategy";

fn both(context: &Context<'_>, found: &mut Findings) {
    let launch_type = context.service_value(LAUNCH_TYPE).and_then(Json::as_str);
    if launch_type.is_some_and(|one| !one.is_empty()) && context.service_value(PROVIDERS).is_some()
    {
        let at = Pointer::parse(LAUNCH_TYPE);
        found.fixable(
            in_service(&at),
            "Keep either launchType or capacityProviderStrategy: ECS takes one of them",
            remove(&at),
        );
    }
}

fn managed_instances(context: &Context<'_>, found: &mut Findings) {
    if context.service_text(LAUNCH_TYPE) == Some("MANAGED_INSTANCES")
        && context.service_value(PROVIDERS).is_none()
    {
        found.add(
            in_service(LAUNCH_TYPE),
            "Name the managed instances' provider in capacityProviderStrategy and leave launchType out",
        );
    }
}

fn mixed(context: &Context<'_>, found: &mut Findings) {
    let of_fargate = |name: &str| matches!(name, "FARGATE" | "FARGATE_SPOT");
    let mut first: Option<&str> = None;
    for (at, item) in context.service_elements(PROVIDERS) {
        let Some(name) = filled(item, "capacityProvider") else {
            continue;
        };
        let other = *first.get_or_insert(name);
        if of_fargate(name) != of_fargate(other) {
            found.add(
                in_service(at.member("capacityProvider")),
                format!("Keep either {other} or {name}: Fargate and instances cannot be mixed in one strategy"),
            );
            return;
        }
    }
}

fn number(item: &Json, name: &str) -> i64 {
    item.get(name).and_then(Json::as_i64).unwrap_or(0)
}

fn base(context: &Context<'_>, found: &mut Findings) {
    let mut with_base = context
        .service_elements(PROVIDERS)
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
    let mut items = context.service_elements(PROVIDERS).peekable();
    let none = |item: &Json| {
        item.get("weight")
            .is_none_or(|weight| weight.is_null() || weight.as_i64() == Some(0))
    };
    if items.peek().is_some() && items.all(|(_, item)| none(item)) {
        found.add(
            in_service("/capacityProviderStrategy/0/weight"),
            "Give one capacity provider a weight of 1 or more",
        );
    }
}

/// The launch types that the task definition asks to be checked for; nothing where that is open.
fn required<'a>(context: &Context<'a>) -> Option<Vec<&'a str>> {
    let required = context
        .task_elements("/requiresCompatibilities")
        .map(|(_, one)| one.as_str().filter(|one| !looks_unfilled(one)))
        .collect::<Option<Vec<&str>>>()?;
    (!required.is_empty()).then_some(required)
}

fn unsupported(context: &Context<'_>, found: &mut Findings) {
    let Some(required) = required(context) else {
        return;
    };
    if let Some(launch_type @ ("FARGATE" | "EXTERNAL")) = context.service_text(LAUNCH_TYPE)
        && !required.contains(&launch_type)
    {
        found.add(
            in_service(LAUNCH_TYPE),
            format!("Add {launch_type} to requiresCompatibilities of the task definition, or choose a launch type that is there"),
        );
    }
    let of_fargate = context.service_elements(PROVIDERS).find(|(_, item)| {
        text(item, "capacityProvider").is_some_and(|name| name.starts_with("FARGATE"))
    });
    if let Some((at, _)) = of_fargate
        && !required.contains(&"FARGATE")
    {
        found.add(
            in_service(at.member("capacityProvider")),
            "Add FARGATE to requiresCompatibilities of the task definition, or choose another capacity provider",
        );
    }
}

fn not_required(context: &Context<'_>, found: &mut Findings) {
    if context.service_text(LAUNCH_TYPE) == Some("EC2")
        && required(context).is_some_and(|required| !required.contains(&"EC2"))
    {
        found.add(
            in_service(LAUNCH_TYPE),
            "Add EC2 to requiresCompatibilities of the task definition: ECS takes the task as it is, but has not checked it for EC2",
        );
    }
}

fn anywhere(context: &Context<'_>, found: &mut Findings) {
    if context.service_text(LAUNCH_TYPE) != Some("EXTERNAL") {
        return;
    }
    if context.network_mode() == NetworkMode::Awsvpc {
        found.add(
            in_task("/networkMode"),
            "Set networkMode to bridge, host or none: external instances have no awsvpc",
        );
    }
    for at in ["/loadBalancers", "/serviceRegistries"].map(Pointer::parse) {
        if context.service_value(at.as_str()).is_some() {
            let name = at.tokens().last().unwrap_or_default();
            found.fixable(
                in_service(&at),
                format!("Remove {name}: it does not work with external instances"),
                remove(&at),
            );
        }
    }
}

fn spot_on_windows(context: &Context<'_>, found: &mut Findings) {
    let spot = context
        .service_elements(PROVIDERS)
        .find(|(_, item)| text(item, "capacityProvider") == Some("FARGATE_SPOT"));
    if let Some((at, _)) = spot
        && context.on_windows()
    {
        found.add(
            in_service(at.member("capacityProvider")),
            "Choose FARGATE: Fargate Spot runs Linux only, and the task is for Windows",
        );
    }
}
