//! Rules about the volumes that a task definition leaves to the service.

use std::collections::BTreeSet;

use crate::check::context::{Context, Findings, filled, in_service, list, text};
use crate::check::open::is_open;
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "volume-configuration-missing",
        missing,
        "A volume that is configured at launch is configured by the service.",
        api("Volume"),
    ),
    error(
        "volume-configuration-superfluous",
        superfluous,
        "A service configures volumes that the task definition leaves to it.",
        refusal(
            "Volume configuration provided but no matching configuredAtLaunch volume found in task definition.",
        ),
    ),
    error(
        "volume-configuration-name",
        name,
        "A service configures a volume by the name that it has in the task definition.",
        refusal(
            "The volume name in your request does not have a matching volume in your Task Definition that is configurable at launch.",
        ),
    ),
    error(
        "ebs-reserved-tag",
        reserved_tag,
        "The tags AmazonECSCreated and AmazonECSManaged belong to ECS.",
        api("EBSTagSpecification"),
    ),
];

const LIST: &str = "/volumeConfigurations";

/// The volumes that the task definition leaves to the service; nothing where that is not known.
fn left_open<'a>(context: &Context<'a>) -> Option<BTreeSet<&'a str>> {
    context.task_definition?;
    if context.has_open_elements("volumes") {
        return None;
    }
    let mut names = BTreeSet::new();
    for (_, volume) in context.task_elements("/volumes") {
        match volume.get("configuredAtLaunch") {
            Some(Json::Bool(true)) if volume.get("name").is_some_and(is_open) => return None,
            Some(Json::Bool(true)) => {
                names.insert(text(volume, "name").unwrap_or_default());
            }
            None | Some(Json::Bool(false) | Json::Null) => {}
            Some(_) => return None,
        }
    }
    Some(names)
}

fn missing(context: &Context<'_>, found: &mut Findings) {
    // EXTERNAL has them in its task sets.
    if !context.service_lacks(LIST) || context.controller() == "EXTERNAL" {
        return;
    }
    if let Some(name) = left_open(context).and_then(|names| names.first().copied()) {
        found.add(
            in_service(LIST),
            format!("Configure volume {name} in volumeConfigurations: the task definition leaves it to the service"),
        );
    }
}

fn superfluous(context: &Context<'_>, found: &mut Findings) {
    if context.service_value(LIST).is_some()
        && left_open(context).is_some_and(|names| names.is_empty())
    {
        found.add(
            in_service(LIST),
            "Remove volumeConfigurations, or set configuredAtLaunch of a volume in the task definition: it leaves none to the service",
        );
    }
}

fn name(context: &Context<'_>, found: &mut Findings) {
    let Some(names) = left_open(context).filter(|names| !names.is_empty()) else {
        return;
    };
    for (at, volume) in context.service_elements(LIST) {
        if let Some(name) = filled(volume, "name")
            && !names.contains(name)
        {
            let there: Vec<&str> = names.iter().copied().collect();
            found.add(
                in_service(at.member("name")),
                format!("Name a volume that the task definition leaves to the service: {name} is none, {} is", there.join(", ")),
            );
        }
    }
}

fn reserved_tag(context: &Context<'_>, found: &mut Findings) {
    for (at, volume) in context.service_elements(LIST) {
        let place = at.member("managedEBSVolume").member("tagSpecifications");
        let specifications = volume.at(&Pointer::parse("/managedEBSVolume/tagSpecifications"));
        for (at, specification) in list(place, specifications) {
            for (at, tag) in list(at.member("tags"), specification.get("tags")) {
                if let Some(key @ ("AmazonECSCreated" | "AmazonECSManaged")) = text(tag, "key") {
                    found.add(
                        in_service(at.member("key")),
                        format!("Choose another key: ECS sets {key} itself"),
                    );
                }
            }
        }
    }
}
