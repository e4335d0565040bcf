//! Rules about where a service's tasks are placed on container instances.

use crate::check::context::{Context, filled, is_given, text};
use crate::check::findings::{Findings, in_service, remove};
use crate::check::rule::{Rule, api, error, refusal};
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "placement-on-fargate",
        on_fargate,
        "Fargate places tasks by itself.",
        refusal("Placement strategies are not supported with FARGATE launch type."),
    ),
    error(
        "daemon-placement-strategy",
        daemon,
        "A daemon runs everywhere, so that there is nothing to place.",
        refusal("The daemon scheduling strategy does not support placement strategies."),
    ),
    error(
        "distinct-instance-expression",
        distinct_expression,
        "distinctInstance has no expression.",
        refusal("distinctInstance expression should not be specified"),
    ),
    error(
        "placement-expression-missing",
        expression_missing,
        "memberOf has an expression.",
        api("PlacementConstraint"),
    ),
    error(
        "random-field",
        random_field,
        "random has no field.",
        refusal("random field should not be specified."),
    ),
    error(
        "binpack-field",
        binpack_field,
        "binpack fills up cpu or memory.",
        refusal("binpack field 'instanceId' is invalid."),
    ),
    error(
        "spread-field",
        spread_field,
        "spread evens out instances or an attribute of theirs.",
        api("PlacementStrategy"),
    ),
];

const CONSTRAINTS: &str = "/placementConstraints";
const STRATEGY: &str = "/placementStrategy";

fn on_fargate(context: &Context<'_>, found: &mut Findings) {
    if context.service_text("/launchType") != Some("FARGATE") {
        return;
    }
    for at in [CONSTRAINTS, STRATEGY].map(Pointer::parse) {
        if context.service_value(at.as_str()).is_some() {
            let name = at.tokens().last().unwrap_or_default();
            found.fixable(
                in_service(&at),
                format!("Remove {name}: Fargate places tasks by itself"),
                remove(&at),
            );
        }
    }
}

fn daemon(context: &Context<'_>, found: &mut Findings) {
    let on_fargate = context.service_text("/launchType") == Some("FARGATE");
    if context.is_daemon() && !on_fargate && context.service_value(STRATEGY).is_some() {
        let at = Pointer::parse(STRATEGY);
        found.fixable(
            in_service(&at),
            "Remove placementStrategy: a daemon service runs one task on every instance",
            remove(&at),
        );
    }
}

fn distinct_expression(context: &Context<'_>, found: &mut Findings) {
    for (at, constraint) in context.service_elements(CONSTRAINTS) {
        if text(constraint, "type") == Some("distinctInstance")
            && is_given(constraint, "expression")
        {
            let at = at.member("expression");
            found.fixable(
                in_service(&at),
                "Remove expression: distinctInstance takes none",
                remove(&at),
            );
        }
    }
}

fn expression_missing(context: &Context<'_>, found: &mut Findings) {
    for (at, constraint) in context.service_elements(CONSTRAINTS) {
        if text(constraint, "type") == Some("memberOf") && !is_given(constraint, "expression") {
            found.add(
                in_service(at.member("expression")),
                "Give expression, such as attribute:ecs.instance-type =~ t3.*: memberOf needs it",
            );
        }
    }
}

fn random_field(context: &Context<'_>, found: &mut Findings) {
    for (at, strategy) in context.service_elements(STRATEGY) {
        if text(strategy, "type") == Some("random") && is_given(strategy, "field") {
            let at = at.member("field");
            found.fixable(
                in_service(&at),
                "Remove field: random takes none",
                remove(&at),
            );
        }
    }
}

fn binpack_field(context: &Context<'_>, found: &mut Findings) {
    for (at, strategy) in context.service_elements(STRATEGY) {
        let fits =
            |field: &str| field.eq_ignore_ascii_case("cpu") || field.eq_ignore_ascii_case("memory");
        if text(strategy, "type") == Some("binpack")
            && (!is_given(strategy, "field")
                || filled(strategy, "field").is_some_and(|field| !fits(field)))
        {
            found.add(
                in_service(at.member("field")),
                "Set field to cpu or memory: binpack fills up one of them",
            );
        }
    }
}

fn spread_field(context: &Context<'_>, found: &mut Findings) {
    for (at, strategy) in context.service_elements(STRATEGY) {
        let fits = |field: &str| {
            ["instanceId", "host"]
                .iter()
                .any(|known| field.eq_ignore_ascii_case(known))
                || field
                    .strip_prefix("attribute:")
                    .is_some_and(|name| !name.is_empty())
        };
        if text(strategy, "type") == Some("spread")
            && (!is_given(strategy, "field")
                || filled(strategy, "field").is_some_and(|field| !fits(field)))
        {
            found.add(
                in_service(at.member("field")),
                "Set field to instanceId or an attribute, such as attribute:ecs.availability-zone: spread evens it out",
            );
        }
    }
}
