//! Rules about a service's metrics in a finer resolution.

use crate::check::context::{Context, list};
use crate::check::findings::{Findings, in_service};
use crate::check::rule::{Rule, api, error};
use crate::json::Json;
use crate::placeholder::looks_unfilled;

pub(super) const RULES: &[Rule] = &[
    error(
        "metric-resolution",
        resolution,
        "Metrics come every 20 or every 60 seconds.",
        api("CreateService"),
    ),
    error(
        "metric-unknown",
        unknown,
        "CPU and memory utilization come in a finer resolution.",
        api("CreateService"),
    ),
];

const LIST: &str = "/monitoring/metricConfigurations";

fn resolution(context: &Context<'_>, found: &mut Findings) {
    for (at, configuration) in context.service_elements(LIST) {
        let seconds = configuration
            .get("resolutionSeconds")
            .and_then(Json::as_i64);
        // What is below 20 or above 60 is out of range by the schema.
        if seconds.is_some_and(|seconds| (21..60).contains(&seconds)) {
            found.add(
                in_service(at.member("resolutionSeconds")),
                "Set resolutionSeconds to 20 or 60: there is nothing between",
            );
        }
    }
}

fn unknown(context: &Context<'_>, found: &mut Findings) {
    for (at, configuration) in context.service_elements(LIST) {
        for (at, name) in list(at.member("metricNames"), configuration.get("metricNames")) {
            let known = |name: &str| {
                matches!(name, "CPUUtilization" | "MemoryUtilization" | "") || looks_unfilled(name)
            };
            if name.as_str().is_some_and(|name| !known(name)) {
                found.add(
                    in_service(at),
                    "Name CPUUtilization or MemoryUtilization: no other metric has a finer resolution",
                );
            }
        }
    }
}
