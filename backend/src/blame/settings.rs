//! Where the settings of the service itself come from.

use shared::blame::blame as find;
use shared::diff::mask;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::normal::normal;
use shared::pointer::Pointer;
use shared::wire::Origin;

use super::{Found, Past};

/// What a service is called is no setting, and which revision it runs is told of the revision.
const NOT_SETTINGS: [&str; 4] = ["cluster", "service", "serviceName", "taskDefinition"];

/// What a service was at some time, and what made it so.
struct Version {
    document: Document,
    origin: Origin,
}

pub(super) fn blame(past: &Past, present: &Document, now_ms: i64) -> Vec<Found> {
    let mut versions: Vec<Version> = Vec::new();
    let mut seen_ms = None;
    for (made, deployment) in &past.made {
        let before = made.service_before.as_deref().and_then(read);
        if let Some(document) = before {
            let origin = match seen_ms {
                Some(after_ms) => Origin::Outside {
                    after_ms,
                    before_ms: Some(made.planned_at_ms),
                },
                None if past.is_cut => Origin::Older {
                    looked_at: past.made.len(),
                },
                None => Origin::BeforeLongshore {
                    seen_at_ms: made.planned_at_ms,
                },
            };
            versions.push(Version { document, origin });
        }
        if let Some(document) = made.service_after.as_deref().and_then(read) {
            let origin = Origin::Deployment(deployment.clone());
            versions.push(Version { document, origin });
        }
        seen_ms = Some(made.finished_at_ms);
    }
    versions.push(Version {
        // What Longshore keeps is masked; what is masked alike is the same.
        document: settings(mask(normal(present).json())),
        origin: match seen_ms {
            Some(after_ms) => Origin::Outside {
                after_ms,
                before_ms: None,
            },
            None => Origin::BeforeLongshore { seen_at_ms: now_ms },
        },
    });
    let (documents, origins): (Vec<Document>, Vec<Origin>) = versions
        .into_iter()
        .map(|version| (version.document, version.origin))
        .unzip();
    find(&documents)
        .into_iter()
        // The normal form names the cluster also where nothing does.
        .filter(|one| {
            let name = one.leaf.pointer.tokens().next();
            name.is_none_or(|name| !NOT_SETTINGS.contains(&name.as_str()))
        })
        .filter_map(|one| {
            let origin = origins.get(one.version)?.clone();
            Some((DocumentKind::Service, one.field(), origin))
        })
        .collect()
}

fn read(text: &str) -> Option<Document> {
    json::parse(text).ok().map(settings)
}

fn settings(mut json: Json) -> Document {
    for name in NOT_SETTINGS {
        json.remove(&Pointer::root().member(name));
    }
    Document::new(DocumentKind::Service, json)
}
