//! Amazon ECR: private repositories and the images in them.

mod images;
mod manifest;
mod push;
mod repositories;
mod scan;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use self::push::digest;

use crate::{
    error::{Answer, AwsError},
    input, paging, refusal,
    tags::{self, Tags},
    world::World,
};

/// The private registry of the account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ecr {
    /// By name.
    repositories: BTreeMap<String, Repository>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Repository {
    name: String,
    arn: String,
    created_ms: i64,
    /// `MUTABLE` or `IMMUTABLE`.
    mutability: String,
    scan_on_push: bool,
    /// Oldest first.
    images: Vec<Image>,
    tags: Tags,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Image {
    digest: String,
    tags: Vec<String>,
    pushed_ms: i64,
    size_bytes: u64,
    media_type: String,
    /// As it was pushed: the digest is that of these bytes.
    manifest: String,
    platforms: Vec<String>,
}

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
pub(crate) fn find_image(world: &World, image: &str) -> Lookup {
    let Some(rest) = image
        .strip_prefix(&registry_host(world))
        .and_then(|rest| rest.strip_prefix('/'))
    else {
        return Lookup::NotEcr;
    };
    let (name, wanted) = match rest.split_once('@') {
        Some((name, digest)) => (
            name.split(':').next().unwrap_or(name),
            Wanted::Digest(digest),
        ),
        None => match rest.rsplit_once(':') {
            Some((name, tag)) => (name, Wanted::Tag(tag)),
            None => (rest, Wanted::Tag("latest")),
        },
    };
    let Some(repository) = world.ecr.repositories.get(name) else {
        return Lookup::MissingRepository;
    };
    repository
        .find(&wanted)
        .map_or(Lookup::MissingImage, |image| Lookup::Found {
            digest: image.digest.clone(),
            platforms: image.platforms.clone(),
        })
}

/// How a request or a reference names an image.
enum Wanted<'a> {
    Digest(&'a str),
    Tag(&'a str),
    /// Both must fit.
    Both(&'a str, &'a str),
}

impl Repository {
    fn find(&self, wanted: &Wanted<'_>) -> Option<&Image> {
        let tagged = |image: &Image, tag: &str| image.tags.iter().any(|one| one == tag);
        self.images.iter().find(|image| match wanted {
            Wanted::Digest(digest) => image.digest == *digest,
            Wanted::Tag(tag) => tagged(image, tag),
            Wanted::Both(digest, tag) => image.digest == *digest && tagged(image, tag),
        })
    }
}

impl<'a> Wanted<'a> {
    /// Reads an `imageId`; `None` when it names nothing.
    fn read(image_id: &'a Value) -> Option<Self> {
        match (
            input::text(image_id, "imageDigest"),
            input::text(image_id, "imageTag"),
        ) {
            (Some(digest), Some(tag)) => Some(Self::Both(digest, tag)),
            (Some(digest), None) => Some(Self::Digest(digest)),
            (None, Some(tag)) => Some(Self::Tag(tag)),
            (None, None) => None,
        }
    }
}

/// The host that images of this account are pulled from.
pub(crate) fn registry_host(world: &World) -> String {
    format!("{}.dkr.ecr.{}.amazonaws.com", world.account, world.region)
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterException", message)
}

fn not_found(world: &World, name: &str) -> AwsError {
    AwsError::new(
        "RepositoryNotFoundException",
        format!(
            "The repository with name '{name}' does not exist in the registry with id '{}'",
            world.account
        ),
    )
}

/// The repository that a request is about.
fn repository<'a>(world: &'a World, request: &Value) -> Result<&'a Repository, AwsError> {
    let name = refusal::required(request, "repositoryName")?;
    let here = input::text(request, "registryId").is_none_or(|id| id == world.account);
    let found = world.ecr.repositories.get(name).filter(|_| here);
    found.ok_or_else(|| not_found(world, name))
}

/// Who names what is wanted gets it at once, and may not ask for pages.
fn refuse_pages_of_named(request: &Value, names: &str) -> Result<(), AwsError> {
    let asks_for_pages = ["maxResults", "nextToken"]
        .iter()
        .find(|member| request.get(**member).is_some_and(|value| !value.is_null()));
    match asks_for_pages {
        Some(member) if !input::list(request, names).is_empty() => Err(invalid(format!(
            "Invalid parameter at '{member}' failed to satisfy constraint: 'cannot be used together \
             with {names}'"
        ))),
        _ => Ok(()),
    }
}

/// One page with `nextToken`.
fn paged(request: &Value, member: &str, items: Vec<Value>) -> Answer {
    let size = refusal::page_size(request, "maxResults", 100, 1000)?;
    let page = paging::page(items, input::text(request, "nextToken"), size).map_err(|_| {
        invalid("Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'")
    })?;
    let mut output = json!({ member: page.items });
    input::set_some(&mut output, "nextToken", page.next);
    Ok(output)
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "DescribeRepositories" => repositories::describe(world, input),
        "CreateRepository" => repositories::create(world, input),
        "DeleteRepository" => repositories::delete(world, input),
        "DescribeImages" => images::describe(world, input),
        "ListImages" => images::list(world, input),
        "BatchGetImage" => images::batch_get(world, input),
        // No registry of the sandbox fetches images from elsewhere.
        "DescribePullThroughCacheRules" => Ok(json!({ "pullThroughCacheRules": [] })),
        "DescribeImageScanFindings" => scan::findings(world, input),
        "PutImage" => push::put(world, input),
        "ListTagsForResource" => {
            let arn = refusal::required(input, "resourceArn")?;
            let found = world.ecr.repositories.values().find(|one| one.arn == arn);
            let found = found.ok_or_else(|| not_found(world, arn))?;
            Ok(json!({ "tags": tags::write(&found.tags) }))
        }
        _ => Err(refusal::unknown_operation(operation)),
    }
}
