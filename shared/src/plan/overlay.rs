//! What a service will be after an update: what it is, with the members that are sent laid over.

use super::extent::Extent;
use super::tags;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;

/// Members of the deployment configuration that are left out stay as they are, so it is merged;
/// every other member is replaced as a whole.
const MERGED: &str = "deploymentConfiguration";

/// The service as it will be. `null` says nothing, as everywhere in ECS.
pub(super) fn overlay(observed: &Document, service: &Document, extent: Extent) -> Document {
    let mut json = observed.json().clone();
    for (name, value) in service.json().as_object().unwrap_or_default() {
        if value.is_null() || name == "service" || name == "serviceName" {
            continue;
        }
        let pointer = Pointer::root().member(name);
        match value {
            Json::Object(inner) if name == MERGED => {
                for (name, value) in inner.iter().filter(|(_, value)| !value.is_null()) {
                    json.set(&pointer.member(name), value.clone());
                }
            }
            _ => {
                json.set(&pointer, value.clone());
            }
        }
    }
    if let Some(tags) = tags::merged(service, observed, extent) {
        json.set(&Pointer::parse("/tags"), tags);
    }
    Document::new(DocumentKind::Service, json)
}
