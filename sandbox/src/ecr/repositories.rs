//! Repositories.

use serde_json::{Value, json};

use super::{
    Repository, invalid, not_found, paged, refuse_pages_of_named, registry_host, repository,
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, refusal, tags, timestamp,
    world::World,
};

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let names = input::texts(request, "repositoryNames");
    refuse_pages_of_named(request, "repositoryNames")?;
    let all = &world.ecr.repositories;
    if let Some(missing) = names.iter().find(|name| !all.contains_key(*name)) {
        return Err(not_found(world, missing));
    }
    let items = all
        .values()
        .filter(|one| names.is_empty() || names.contains(&one.name))
        .map(|one| show(world, one))
        .collect();
    paged(request, "repositories", items)
}

pub(super) fn create(world: &mut World, request: &Value) -> Answer {
    let name = refusal::required(request, "repositoryName")?;
    check_name(name)?;
    if world.ecr.repositories.contains_key(name) {
        return Err(AwsError::new(
            "RepositoryAlreadyExistsException",
            format!(
                "The repository with name '{name}' already exists in the registry with id '{}'",
                world.account
            ),
        ));
    }
    let scanning = request.get("imageScanningConfiguration");
    let repository = Repository {
        name: name.to_owned(),
        arn: arn::regional(world, "ecr", &format!("repository/{name}")),
        created_ms: world.now_ms,
        mutability: input::text(request, "imageTagMutability")
            .unwrap_or("MUTABLE")
            .to_owned(),
        scan_on_push: scanning.is_some_and(|scanning| input::flag(scanning, "scanOnPush")),
        images: Vec::new(),
        tags: tags::read(request, "tags"),
    };
    let output = json!({ "repository": show(world, &repository) });
    world.ecr.repositories.insert(name.to_owned(), repository);
    Ok(output)
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let good_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && part.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit())
            && part.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._-".contains(letter)
            })
    };
    if (2..=256).contains(&name.len()) && name.split('/').all(good_part) {
        return Ok(());
    }
    Err(invalid(
        "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular \
         expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''",
    ))
}

pub(super) fn delete(world: &mut World, request: &Value) -> Answer {
    let found = repository(world, request)?;
    if !found.images.is_empty() && !input::flag(request, "force") {
        return Err(AwsError::new(
            "RepositoryNotEmptyException",
            format!(
                "The repository with name '{}' in registry with id '{}' cannot be deleted because \
                 it still contains images",
                found.name, world.account
            ),
        ));
    }
    let (name, output) = (
        found.name.clone(),
        json!({ "repository": show(world, found) }),
    );
    world.ecr.repositories.remove(&name);
    Ok(output)
}

fn show(world: &World, one: &Repository) -> Value {
    json!({
        "repositoryArn": one.arn,
        "registryId": world.account,
        "repositoryName": one.name,
        "repositoryUri": format!("{}/{}", registry_host(world), one.name),
        "createdAt": timestamp::epoch_seconds(one.created_ms),
        "imageTagMutability": one.mutability,
        "imageScanningConfiguration": { "scanOnPush": one.scan_on_push },
        "encryptionConfiguration": { "encryptionType": "AES256" },
    })
}
