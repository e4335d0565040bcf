//! The names by which a plan and what it was compared with are recognized.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::Plan;
use super::one_off::reported;
use crate::document::Document;
use crate::json::{self, Json};
use crate::normal::normal;

/// The plan's hash: SHA-256, in hex, over its canonical JSON (RFC 8785). It is what people approve
/// and what a deployment names.
pub fn hash(plan: &Plan) -> String {
    // A plan is strings and numbers, which always serialize; the empty text is never a plan's.
    let text = serde_json::to_string(plan).unwrap_or_default();
    let canonical = json::parse(&text).map_or(text, |json| json.to_canonical());
    sha256(&canonical)
}

/// The fingerprint of what a plan was compared with: the service and the revision that it runs, in
/// normal form, so without counts and events.
pub fn fingerprint(service: Option<&Document>, task_definition: Option<&Document>) -> String {
    let part = |document: Option<&Document>| {
        document.map_or(Json::Null, |document| normal(document).json().clone())
    };
    let both = Json::Array(vec![part(service), part(task_definition)]);
    sha256(&both.to_canonical())
}

/// The fingerprint of what a one-off task was made from: the revision that it names, as
/// `DescribeTaskDefinition` has it, and whether that is active; of nothing where the plan
/// registers it.
pub fn fingerprint_of_task(revision: Option<&Document>) -> String {
    let Some(revision) = revision else {
        return sha256("null");
    };
    let aside = |name| reported(revision, name).cloned().unwrap_or_default();
    let all = Json::Array(vec![
        aside("taskDefinitionArn"),
        aside("status"),
        normal(revision).json().clone(),
    ]);
    sha256(&all.to_canonical())
}

/// SHA-256 in hex.
fn sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a String cannot fail.
        write!(hex, "{byte:02x}").unwrap_or_default();
    }
    hex
}
