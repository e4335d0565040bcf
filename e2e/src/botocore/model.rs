//! A service model as botocore ships it: operations, shapes, members.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;

/// How requests and answers look on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// JSON with the operation in `X-Amz-Target`.
    Json,
    /// Forms, answered in XML.
    Query,
    /// The same with EC2's own names.
    Ec2,
    /// JSON with the operation in method and path.
    RestJson,
    /// CBOR with the operation in the path; the sandbox records it as JSON.
    #[serde(rename = "smithy-rpc-v2-cbor")]
    Cbor,
}

/// A model.
#[derive(Debug, Clone, Deserialize)]
pub struct Model {
    metadata: Metadata,
    operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

#[derive(Debug, Clone, Deserialize)]
struct Metadata {
    protocol: Protocol,
}

/// An operation.
#[derive(Debug, Clone, Deserialize)]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub input: Option<Member>,
    /// What it answers.
    pub output: Option<Member>,
    /// The errors that it declares.
    #[serde(default)]
    pub errors: Vec<Member>,
}

/// A reference to a shape, with what the wire calls it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The shape's name.
    pub shape: String,
    /// Its name on the wire, where that differs.
    pub location_name: Option<String>,
    /// Its name in a form of EC2, where that differs again.
    pub query_name: Option<String>,
    /// Whether a list stands without an element around it.
    #[serde(default)]
    pub flattened: bool,
    /// The element around an answer of the query protocol.
    pub result_wrapper: Option<String>,
}

/// A shape.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shape {
    /// `structure`, `list`, `map`, `string`, `integer` …
    #[serde(rename = "type")]
    pub kind: String,
    /// The members of a structure.
    #[serde(default)]
    pub members: BTreeMap<String, Member>,
    /// Those that must be there.
    #[serde(default)]
    pub required: Vec<String>,
    /// The values of an enum; empty for any text.
    #[serde(default, rename = "enum")]
    pub values: Vec<String>,
    /// The element of a list.
    pub member: Option<Member>,
    /// The key of a map.
    pub key: Option<Member>,
    /// The value of a map.
    pub value: Option<Member>,
    /// Whether a list stands without an element around it.
    #[serde(default)]
    pub flattened: bool,
    /// What an exception is called on the wire.
    pub error: Option<WireError>,
}

/// What an exception is called on the wire.
#[derive(Debug, Clone, Deserialize)]
pub struct WireError {
    /// The code, where it differs from the shape's name.
    pub code: Option<String>,
}

impl Model {
    /// Loads the newest model of a service from botocore's `data` folder.
    pub(super) fn load(data: &Path, service: &str) -> Result<Self> {
        let folder = data.join(service);
        let newest = std::fs::read_dir(&folder)
            .with_context(|| format!("botocore has no model in {}", folder.display()))?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
            .max()
            .with_context(|| format!("{} is empty", folder.display()))?;
        let file = newest.join("service-2.json.gz");
        let packed =
            File::open(&file).with_context(|| format!("{} can't be opened", file.display()))?;
        let text = std::io::read_to_string(GzDecoder::new(packed))
            .with_context(|| format!("{} can't be unpacked", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} can't be read", file.display()))
    }

    /// How the service speaks.
    pub fn protocol(&self) -> Protocol {
        self.metadata.protocol
    }

    /// An operation by its name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.get(name)
    }

    /// A shape by its name.
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }

    /// The name of a structure's member in XML.
    pub(super) fn element_name<'a>(name: &'a str, member: &'a Member) -> &'a str {
        member.location_name.as_deref().unwrap_or(name)
    }

    /// The name of a structure's member in a form.
    pub(super) fn form_name(&self, name: &str, member: &Member) -> String {
        match (self.protocol(), &member.query_name, &member.location_name) {
            (Protocol::Ec2, Some(query_name), _) => query_name.clone(),
            (Protocol::Ec2, None, Some(location)) => capitalized(location),
            (Protocol::Ec2, None, None) | (_, _, None) => name.to_owned(),
            (_, _, Some(location)) => location.clone(),
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
