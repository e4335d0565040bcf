//! Amazon EFS: file systems and their access points, to be read. Nothing is stored here.

mod access_points;
mod file_systems;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    arn,
    error::{Answer, AwsError},
    input,
    tags::Tags,
    world::World,
};

/// The file systems of the account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Efs {
    pub(crate) file_systems: Vec<FileSystem>,
    pub(crate) access_points: Vec<AccessPoint>,
}

/// A file system.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FileSystem {
    /// Such as `fs-0123456789abcdef0`.
    pub(crate) id: String,
    pub(crate) creation_token: String,
    /// The key that it is encrypted with; none when it is not.
    pub(crate) kms_key_arn: Option<String>,
    pub(crate) mount_targets: u32,
    pub(crate) size_bytes: u64,
    pub(crate) created_ms: i64,
    /// Its name is the tag `Name`.
    pub(crate) tags: Tags,
}

/// A way into a file system, with a user and a folder of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AccessPoint {
    /// Such as `fsap-0123456789abcdef0`.
    pub(crate) id: String,
    pub(crate) client_token: String,
    pub(crate) file_system_id: String,
    /// The numbers of user and group.
    pub(crate) posix_user: (u32, u32),
    pub(crate) path: String,
    /// Its name is the tag `Name`.
    pub(crate) tags: Tags,
}

fn bad_request(message: impl Into<String>) -> AwsError {
    AwsError::new("BadRequest", message)
}

/// The id that a request names in a member, by itself or at the end of an ARN. It must look like
/// one: `prefix`, and hexadecimal digits.
fn id<'a>(request: &'a Value, member: &str, prefix: &str) -> Result<Option<&'a str>, AwsError> {
    let Some(named) = input::text(request, member) else {
        return Ok(None);
    };
    let id = arn::resource(named, "elasticfilesystem")
        .and_then(|resource| resource.rsplit('/').next())
        .unwrap_or(named);
    let digits = id.strip_prefix(prefix);
    let is_id = digits.is_some_and(|digits| {
        (8..=40).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    });
    if is_id {
        Ok(Some(id))
    } else {
        Err(bad_request(format!(
            "The value of {member} is not valid: {named}"
        )))
    }
}

/// The file system with an id, which must be there.
fn file_system<'a>(world: &'a World, id: &str) -> Result<&'a FileSystem, AwsError> {
    let mut all = world.efs.file_systems.iter();
    all.find(|one| one.id == id).ok_or_else(|| {
        AwsError::new(
            "FileSystemNotFound",
            format!("File system '{id}' does not exist."),
        )
        .with_status(404)
    })
}

/// The size of a page.
fn page_size(request: &Value, member: &str) -> Result<usize, AwsError> {
    let Some(size) = input::number(request, member) else {
        return Ok(100);
    };
    usize::try_from(size)
        .ok()
        .filter(|size| *size > 0)
        // AWS takes more, and gives no more than this.
        .map(|size| size.min(100))
        .ok_or_else(|| bad_request(format!("The value of {member} must be at least 1: {size}")))
}

/// Answers one operation.
pub(crate) fn call(world: &World, operation: &str, input: &Value) -> Answer {
    match operation {
        "DescribeFileSystems" => file_systems::describe(world, input),
        "DescribeAccessPoints" => access_points::describe(world, input),
        _ => Err(AwsError::new(
            "UnknownOperationException",
            format!("the sandbox does not simulate {operation} of Amazon EFS"),
        )
        .with_status(404)),
    }
}
