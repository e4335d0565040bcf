//! Amazon ECR: private repositories and the images in them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// The private registry of the account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ecr {}

/// What became of looking an image reference up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// The reference does not name this account's registry.
    NotEcr,
    /// The image is there.
    Found {
        /// `sha256:…`
        digest: String,
        /// Such as `linux/amd64`.
        platforms: Vec<String>,
    },
    /// No repository of that name.
    MissingRepository,
    /// The repository has no such tag or digest.
    MissingImage,
}

/// Looks up an image reference as a container definition has it.
pub(crate) fn find_image(_world: &World, _image: &str) -> Lookup {
    Lookup::NotEcr
}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("UnknownOperationException", operation))
}
