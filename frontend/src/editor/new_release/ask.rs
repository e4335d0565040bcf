//! What a plan is asked for with, from what a service is to get. Pure.

use std::collections::BTreeMap;

use shared::json::{self, Json};
use shared::placeholder;
use shared::plan::{Extent, TASK_DEFINITION_ARN, Target};
use shared::pointer::Pointer;
use shared::wire::{DraftContent, PlanRequest, ServiceDetail};

use crate::acting::{part, restarts};
use crate::editor::behind::Behind;
use crate::editor::start::Base;
use crate::task_request;
use shared::wire::PlanAsk;

/// What a service is to get.
pub(super) enum Wanted {
    /// Other images for containers, by the container's name.
    Images(Vec<(String, String)>),
    Restart,
    Draft(DraftContent),
}

/// The request, or why it is not clear. `draft` is the id of the draft that it comes from.
pub(super) fn ask(
    target: &Target,
    detail: &ServiceDetail,
    wanted: Wanted,
    draft: Option<String>,
) -> Result<PlanAsk, String> {
    match wanted {
        Wanted::Restart => Ok(part(target, restarts)),
        Wanted::Images(images) => with_images(target, detail, &images),
        Wanted::Draft(content) => {
            ensure_up_to_date(detail, &content)?;
            of_draft(target, &content, draft)
        }
    }
}

fn with_images(
    target: &Target,
    detail: &ServiceDetail,
    images: &[(String, String)],
) -> Result<PlanAsk, String> {
    let unreadable = || "AWS did not give the task definition, so no image can be changed in it.";
    let text = detail.task_definition.as_deref().ok_or_else(unreadable)?;
    let mut definition = task_request::described(text).ok_or_else(unreadable)?;
    let place = Pointer::root().member("containerDefinitions");
    let names: Vec<Option<String>> = definition
        .get("containerDefinitions")
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .map(|container| container.get("name")?.as_str().map(ToOwned::to_owned))
        .collect();
    let mut differs = false;
    for (at, name) in names.iter().enumerate() {
        let wanted = images
            .iter()
            .find(|(container, _)| Some(container) == name.as_ref());
        let Some((container, image)) = wanted else {
            continue;
        };
        let image = image.trim();
        if image.is_empty() {
            return Err(format!("Give an image for {container}."));
        }
        let own = place.index(at).member("image");
        if definition.at(&own).and_then(Json::as_str) != Some(image) {
            definition.set(&own, Json::from(image));
            differs = true;
        }
    }
    if !differs {
        return Err("No image differs: type another one, or choose Restart.".to_owned());
    }
    let PlanAsk::Documents(service) = part(target, |service| {
        let place = Pointer::root().member("taskDefinition");
        service.set(&place, Json::from(TASK_DEFINITION_ARN));
    }) else {
        return Err(unreadable().to_owned());
    };
    Ok(PlanAsk::Documents(PlanRequest {
        task_definition: Some(definition.to_compact()),
        ..service
    }))
}

/// A draft that was begun before others deployed would take back what they did.
fn ensure_up_to_date(detail: &ServiceDetail, content: &DraftContent) -> Result<(), String> {
    let behind = content
        .base
        .as_ref()
        .zip(Base::of(detail))
        .and_then(|(begun, now)| Behind::of(content, begun, now));
    match behind {
        None => Ok(()),
        Some(_) => Err(
            "What runs has changed since the draft was begun, and the draft would take that back: open it, and say how to go on."
                .to_owned(),
        ),
    }
}

/// A draft as the editor would send it: with its placeholders filled in, for the whole service.
fn of_draft(
    target: &Target,
    content: &DraftContent,
    draft: Option<String>,
) -> Result<PlanAsk, String> {
    let task_definition = filled(&content.task_definition, &content.values)?;
    let service = filled(&content.service, &content.values)?;
    let mut service = json::parse(&service)
        .map_err(|_| "The draft is not finished: open it, and settle what is wrong.".to_owned())?;
    let root = Pointer::root();
    if service.get("cluster").is_none() {
        service.set(&root.member("cluster"), Json::from(target.cluster.as_str()));
    }
    if service.get("serviceName").is_none() && service.get("service").is_none() {
        let name = Json::from(target.service.as_str());
        service.set(&root.member("serviceName"), name);
    }
    let service = service.to_compact();
    let gate = content
        .gate
        .as_ref()
        .map(|gate| {
            task_request::gate(gate, &service)
                .ok_or_else(|| "The command of the draft's first task cannot be read.".to_owned())
        })
        .transpose()?;
    Ok(PlanAsk::Documents(PlanRequest {
        // A service that names a revision of its own needs no other beside it.
        task_definition: service
            .contains(TASK_DEFINITION_ARN)
            .then_some(task_definition),
        gate,
        service,
        extent: Extent::Whole,
        draft,
    }))
}

fn filled(text: &str, values: &BTreeMap<String, String>) -> Result<String, String> {
    let found = placeholder::find(text);
    let mut given = BTreeMap::new();
    for one in found.iter().filter(|one| one.certain) {
        let value = values.get(&one.name).or(one.default.as_ref());
        match value.filter(|value| !value.is_empty()) {
            Some(value) => {
                given.insert(one.name.clone(), value.clone());
            }
            None => {
                return Err(format!(
                    "The draft has no value for {} yet: open it, and fill it in.",
                    one.name
                ));
            }
        }
    }
    Ok(if given.is_empty() {
        text.to_owned()
    } else {
        placeholder::fill(text, &given)
    })
}

#[cfg(test)]
mod tests {
    use shared::wire::{Health, ServiceSummary};

    use super::*;

    fn target() -> Target {
        Target {
            cluster: "shop".to_owned(),
            service: "web".to_owned(),
        }
    }

    fn detail() -> ServiceDetail {
        ServiceDetail {
            as_of_ms: 0,
            summary: ServiceSummary {
                cluster: "shop".to_owned(),
                name: "web".to_owned(),
                health: Health::Steady,
                health_words: String::new(),
                desired: 1,
                running: 1,
                pending: 0,
                revision: "web:3".to_owned(),
                images: Vec::new(),
                launch_type: String::new(),
                last_deployed_at_ms: None,
            },
            service: "{}".to_owned(),
            task_definition: Some(
                r#"{"taskDefinition": {"family": "web", "containerDefinitions": [{"name": "web", "image": "web:1"}, {"name": "side", "image": "side:1"}]}}"#
                    .to_owned(),
            ),
            ecs_deployments: Vec::new(),
            tasks: Vec::new(),
            events: Vec::new(),
            target_groups: Vec::new(),
            deployments: Vec::new(),
            controller: String::new(),
            rollout: None,
            scalable_target: None,
            failures: Vec::new(),
        }
    }

    fn documents(asked: Result<PlanAsk, String>) -> PlanRequest {
        match asked {
            Ok(PlanAsk::Documents(request)) => request,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn another_image_is_the_only_difference() {
        let images = vec![("web".to_owned(), "web:2".to_owned())];
        let request = documents(ask(&target(), &detail(), Wanted::Images(images), None));
        assert_eq!(
            request.task_definition.unwrap(),
            r#"{"family":"web","containerDefinitions":[{"name":"web","image":"web:2"},{"name":"side","image":"side:1"}]}"#
        );
        assert_eq!(
            request.service,
            r#"{"cluster":"shop","service":"web","taskDefinition":"@@TASKDEFINITION_ARN@@"}"#
        );
    }

    #[test]
    fn an_image_that_is_there_already_is_no_difference() {
        let images = vec![("web".to_owned(), " web:1 ".to_owned())];
        let asked = ask(&target(), &detail(), Wanted::Images(images), None);
        assert!(asked.unwrap_err().starts_with("No image differs"));
    }

    #[test]
    fn a_draft_is_sent_with_its_values() {
        let content = DraftContent {
            task_definition: r#"{"family": "web", "cpu": "{{ must_env `CPU` }}"}"#.to_owned(),
            service: r#"{"taskDefinition": "@@TASKDEFINITION_ARN@@"}"#.to_owned(),
            ..DraftContent::default()
        };
        let unfilled = ask(&target(), &detail(), Wanted::Draft(content.clone()), None);
        assert!(unfilled.unwrap_err().contains("no value for CPU"));
        let content = DraftContent {
            values: [("CPU".to_owned(), "256".to_owned())].into(),
            ..content
        };
        let request = documents(ask(&target(), &detail(), Wanted::Draft(content), None));
        assert_eq!(
            request.task_definition.unwrap(),
            r#"{"family": "web", "cpu": "256"}"#
        );
        assert_eq!(
            request.service,
            r#"{"taskDefinition":"@@TASKDEFINITION_ARN@@","cluster":"shop","serviceName":"web"}"#
        );
        assert_eq!(request.extent, Extent::Whole);
    }
}
