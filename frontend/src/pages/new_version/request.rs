//! What a new version asks for: the documents that run, with what was typed put in. Pure.

use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::plan::{Extent, TASK_DEFINITION_ARN};
use shared::pointer::Pointer;
use shared::wire::{PlanRequest, ServiceDetail};

use super::Typed;
use crate::text::sentence;

/// Why there is nothing to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RequestError {
    /// Nothing was typed.
    NothingTyped,
    /// The task definition that runs is not known.
    Unreadable,
    /// The file is no definition; in words.
    File(String),
}

pub(super) fn make_request(
    detail: &ServiceDetail,
    typed: &Typed,
) -> Result<PlanRequest, RequestError> {
    let file = if typed.file.trim().is_empty() {
        None
    } else {
        Some(
            Document::read(&typed.file, None)
                .map_err(|error| RequestError::File(sentence(&error.to_string())))?,
        )
    };
    let has_images = typed.images.values().any(|image| !image.trim().is_empty());
    if file.is_none() && !has_images {
        return Err(RequestError::NothingTyped);
    }
    let (file_task_definition, file_service) = match file {
        Some(document) => match document.kind() {
            DocumentKind::TaskDefinition => (Some(document), None),
            DocumentKind::Service => (None, Some(document)),
            DocumentKind::RunTask => {
                return Err(RequestError::File(format!(
                    "This is a {}; choose a task definition or a service.",
                    document.kind().words()
                )));
            }
        },
        None => (None, None),
    };
    let service = match file_service {
        Some(document) => service_of_file(document, &typed.file, detail)?,
        None => service_text(detail),
    };
    // A file that names the new revision needs a task definition beside it; without one of its own
    // it is the one that runs.
    let needs_one =
        has_images || file_task_definition.is_some() || service.contains(TASK_DEFINITION_ARN);
    let task_definition = match file_task_definition {
        // The person's own text, to the byte, unless an image was typed as well.
        Some(_) if !has_images => Some(typed.file.clone()),
        Some(document) => Some(with_images(document, typed)),
        None if needs_one => {
            let document = running(detail).ok_or(RequestError::Unreadable)?;
            Some(with_images(document, typed))
        }
        None => None,
    };
    Ok(PlanRequest {
        task_definition,
        service,
        extent: Extent::Partial,
    })
}

fn running(detail: &ServiceDetail) -> Option<Document> {
    let text = detail.task_definition.as_deref()?;
    Document::read(text, Some(DocumentKind::TaskDefinition)).ok()
}

/// The person's own text, to the byte, if it says which service it is for; otherwise with that.
fn service_of_file(
    mut document: Document,
    text: &str,
    detail: &ServiceDetail,
) -> Result<String, RequestError> {
    let (cluster, name) = (&detail.summary.cluster, &detail.summary.name);
    let json = document.json();
    let last = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
    let given = |member: &str| json.get(member).and_then(Json::as_str).map(last);
    let given_name = given("serviceName").or_else(|| given("service"));
    let given_cluster = given("cluster");
    let other = [(&given_name, name), (&given_cluster, cluster)]
        .into_iter()
        .any(|(given, own)| given.as_ref().is_some_and(|given| given != own));
    if other {
        return Err(RequestError::File(format!(
            "This is for service {} in cluster {}, and here {name} in {cluster} is changed; go to that service, or correct the file.",
            given_name.as_ref().unwrap_or(name),
            given_cluster.as_ref().unwrap_or(cluster),
        )));
    }
    if given_name.is_some() && given_cluster.is_some() {
        return Ok(text.to_owned());
    }
    let root = Pointer::root();
    if given_cluster.is_none() {
        let cluster = Json::from(cluster.as_str());
        document.json_mut().set(&root.member("cluster"), cluster);
    }
    if given_name.is_none() {
        let name = Json::from(name.as_str());
        document.json_mut().set(&root.member("service"), name);
    }
    Ok(document.text())
}

/// The service as it is, moved to the new revision.
fn service_text(detail: &ServiceDetail) -> String {
    let members: Vec<(String, Json)> = vec![
        (
            "cluster".to_owned(),
            Json::from(detail.summary.cluster.as_str()),
        ),
        (
            "service".to_owned(),
            Json::from(detail.summary.name.as_str()),
        ),
        ("taskDefinition".to_owned(), Json::from(TASK_DEFINITION_ARN)),
    ];
    Json::from(members).to_pretty()
}

fn with_images(mut document: Document, typed: &Typed) -> String {
    let list = Pointer::root().member("containerDefinitions");
    let names: Vec<String> = document
        .json()
        .at(&list)
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .map(|container| {
            container
                .get("name")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    for (at, name) in names.iter().enumerate() {
        if let Some(image) = typed
            .images
            .get(name)
            .filter(|image| !image.trim().is_empty())
        {
            let pointer = list.index(at).member("image");
            document.json_mut().set(&pointer, Json::from(image.trim()));
        }
    }
    document.text()
}
