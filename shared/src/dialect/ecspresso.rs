//! ecspresso: a configuration that names region, cluster and service, and one file for each
//! definition.

use super::Imported;
use super::members::last_of_each;
use super::note::Notes;
use super::place::Place;
use super::yaml;
use crate::clip::clip;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::TASK_DEFINITION_ARN;
use crate::pointer::Pointer;

/// Whether a tree is the configuration.
pub(super) fn is_config(json: &Json) -> bool {
    json.get("cluster").is_some()
        && json.get("service").is_some()
        && (json.get("service_definition").is_some() || json.get("task_definition").is_some())
}

/// The files that a configuration names.
pub(super) fn names(config: &Json) -> String {
    let names: Vec<String> = ["task_definition", "service_definition"]
        .iter()
        .filter_map(|name| config.get(name).and_then(Json::as_str))
        .map(clip)
        .collect();
    if names.is_empty() {
        "the task definition and the service definition".to_owned()
    } else {
        names.join(" and ")
    }
}

/// What the configuration takes a file for, by the file's name.
pub(super) fn kind_of(config: &Json, name: &str) -> Option<DocumentKind> {
    let last = |path: &str| {
        path.rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let is = |member: &str| {
        let path = config.get(member).and_then(Json::as_str);
        path.is_some_and(|path| last(path) == last(name))
    };
    if is("task_definition") {
        Some(DocumentKind::TaskDefinition)
    } else if is("service_definition") {
        Some(DocumentKind::Service)
    } else {
        None
    }
}

/// Puts what the configuration says into the services that are read with it.
pub(super) fn complete(config: &Json, documents: &mut [Imported], notes: &mut Notes) {
    for imported in documents {
        if imported.document.kind() != DocumentKind::Service {
            continue;
        }
        let json = imported.document.json_mut();
        let named = json.get("serviceName").is_some() || json.get("service").is_some();
        let mut given = Vec::new();
        if !named {
            given.push(("serviceName", config.get("service").cloned()));
        }
        if json.get("cluster").is_none() {
            given.push(("cluster", config.get("cluster").cloned()));
        }
        for (name, value) in given {
            if let Some(value) = value {
                json.set(&Pointer::root().member(name), value);
            }
        }
        if json.get("taskDefinition").is_none() && !is_external(json) {
            json.set(
                &Pointer::parse("/taskDefinition"),
                Json::from(TASK_DEFINITION_ARN),
            );
            notes.assumed(
                &Place::named("taskDefinition"),
                "ecspresso deploys the task definition beside the service; so does Longshore",
            );
        }
        imported.name = json
            .get("serviceName")
            .and_then(Json::as_str)
            .map(str::to_owned);
    }
}

fn is_external(json: &Json) -> bool {
    json.at(&Pointer::parse("/deploymentController/type"))
        .and_then(Json::as_str)
        == Some("EXTERNAL")
}

/// The files of ecspresso.
pub(super) fn write(documents: &[Document], notes: &mut Notes) -> Vec<(String, String)> {
    let first = |kind| documents.iter().find(|one| one.kind() == kind);
    let task_definition = first(DocumentKind::TaskDefinition);
    let service = first(DocumentKind::Service);
    if documents.len() > 2
        || (documents.len() == 2 && (task_definition.is_none() || service.is_none()))
    {
        notes.left(
            &Place::ROOT,
            "a configuration of ecspresso has one task definition and one service; the first ones are written",
        );
    }
    let mut files = vec![(
        "ecspresso.yml".to_owned(),
        config(task_definition, service, notes),
    )];
    if let Some(document) = task_definition {
        files.push(("ecs-task-def.json".to_owned(), document.text() + "\n"));
    }
    if let Some(document) = service {
        let json = service_file(document.json(), notes);
        files.push(("ecs-service-def.json".to_owned(), json.to_pretty() + "\n"));
    }
    files
}

/// The service as ecspresso has it: named by the configuration, and of the registered revision.
fn service_file(json: &Json, notes: &mut Notes) -> Json {
    let Json::Object(members) = json else {
        return json.clone();
    };
    let mut written = Vec::new();
    for (name, value) in last_of_each(members) {
        let place = Place::named(name);
        let name = match name.as_str() {
            "cluster" | "serviceName" | "service" if value.as_str().is_some() => continue,
            // Without one, reading the files again gives the registered revision.
            "taskDefinition" if value.as_str() == Some(TASK_DEFINITION_ARN) => {
                if !is_external(json) {
                    continue;
                }
                name
            }
            "taskDefinition" => {
                notes.assumed(
                    &place,
                    "ecspresso deploys the task definition beside the service instead of this one",
                );
                name
            }
            "role" => {
                notes.assumed(&place, "ecspresso does not send this when it creates a service; it is written as roleArn");
                "roleArn"
            }
            "clientToken" | "forceNewDeployment" if !value.is_null() => {
                notes.left(&place, "ecspresso decides this by itself, at each deploy");
                continue;
            }
            _ => name,
        };
        written.push((name.to_owned(), value.clone()));
    }
    Json::Object(written)
}

fn config(
    task_definition: Option<&Document>,
    service: Option<&Document>,
    notes: &mut Notes,
) -> String {
    let text = |name: &str| {
        service
            .and_then(|service| service.json().get(name))
            .and_then(Json::as_str)
    };
    let region = region(task_definition, service).unwrap_or_else(|| {
        notes.assumed(
            &Place::named("ecspresso.yml"),
            "no ARN tells the Region; set AWS_REGION, or write it into the file",
        );
        "{{ must_env `AWS_REGION` }}".to_owned()
    });
    let mut members = vec![
        ("region".to_owned(), Json::from(region)),
        (
            "cluster".to_owned(),
            Json::from(text("cluster").unwrap_or("default")),
        ),
    ];
    if service.is_some() {
        let name = text("serviceName").or_else(|| text("service"));
        if name.is_none() {
            notes.assumed(
                &Place::named("ecspresso.yml"),
                "the service has no name; set SERVICE, or write it into the file",
            );
        }
        let name = name.unwrap_or("{{ must_env `SERVICE` }}");
        members.push(("service".to_owned(), Json::from(name)));
        members.push((
            "service_definition".to_owned(),
            Json::from("ecs-service-def.json"),
        ));
    }
    members.push((
        "task_definition".to_owned(),
        Json::from("ecs-task-def.json"),
    ));
    members.push(("timeout".to_owned(), Json::from("10m0s")));
    yaml::write(&Json::Object(members))
}

/// The Region that the ARNs or the logs of the documents are in.
fn region(task_definition: Option<&Document>, service: Option<&Document>) -> Option<String> {
    [service, task_definition]
        .into_iter()
        .flatten()
        .find_map(|document| of_tree(document.json()))
}

fn of_tree(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => {
            let mut parts = text.strip_prefix("arn:")?.split(':').skip(2);
            let region = parts.next().filter(|region| is_region(region))?;
            Some(region.to_owned())
        }
        Json::Array(elements) => elements.iter().find_map(of_tree),
        Json::Object(members) => members.iter().find_map(|(name, value)| {
            let logs = value.as_str().filter(|_| name == "awslogs-region");
            let region = logs.filter(|text| is_region(text)).map(str::to_owned);
            region.or_else(|| of_tree(value))
        }),
        _ => None,
    }
}

fn is_region(text: &str) -> bool {
    text.len() <= 30
        && text.split('-').count() >= 3
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
