//! File systems of EFS, and their access points.

use aws_sdk_efs::types::{AccessPointDescription, FileSystemDescription, LifeCycleState};
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

const SERVICE: &str = "elasticfilesystem";

impl Aws {
    pub(super) async fn file_system_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let search = query.search.as_deref();
        page::first_with_some(query.after.as_deref(), async |after| {
            let answer = self
                .0
                .file_systems
                .describe_file_systems()
                .max_items(100)
                .set_marker(after)
                .send()
                .await
                .map_err(|error| AwsError::of(SERVICE, "DescribeFileSystems", &error))?;
            Ok(Listing {
                items: answer
                    .file_systems()
                    .iter()
                    .filter(|one| {
                        let name = one.name().unwrap_or_default();
                        page::is_found(search, &[one.file_system_id(), name])
                    })
                    .map(file_system)
                    .collect(),
                next: page::next(answer.next_marker()),
            })
        })
        .await
    }

    pub(super) async fn access_point_offers(
        &self,
        file_system: &str,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let search = query.search.as_deref();
        page::first_with_some(query.after.as_deref(), async |after| {
            let answer = self
                .0
                .file_systems
                .describe_access_points()
                .file_system_id(file_system)
                .max_results(100)
                .set_next_token(after)
                .send()
                .await
                .map_err(|error| AwsError::of(SERVICE, "DescribeAccessPoints", &error))?;
            Ok(Listing {
                items: answer
                    .access_points()
                    .iter()
                    .filter(|one| {
                        let name = one.name().unwrap_or_default();
                        page::is_found(search, &[one.access_point_id().unwrap_or_default(), name])
                    })
                    .map(access_point)
                    .collect(),
                next: page::next(answer.next_token()),
            })
        })
        .await
    }
}

fn file_system(found: &FileSystemDescription) -> Offer {
    let id = found.file_system_id();
    let mut facts: Vec<String> = found
        .size_in_bytes()
        .map(|size| words::size(size.value()))
        .into_iter()
        .collect();
    facts.push(match (found.encrypted(), found.kms_key_id()) {
        (Some(true), Some(key)) => format!("encrypted with {}", words::key(key)),
        (Some(true), None) => "encrypted".to_owned(),
        _ => "not encrypted".to_owned(),
    });
    facts.push(match found.availability_zone_name() {
        Some(zone) => format!("in {zone} alone"),
        None => "in several zones".to_owned(),
    });
    let mounts = i64::from(found.number_of_mount_targets());
    facts.push(words::count(mounts, "mount target", "mount targets"));
    let mut concerns = not_available(Some(found.life_cycle_state()));
    if mounts == 0 {
        concerns.push("Has no mount target, so no task can mount it.".to_owned());
    }
    Offer {
        value: id.to_owned(),
        name: named(found.name(), id),
        facts,
        changed_at_ms: millis(Some(found.creation_time())),
        concerns,
        pinned: None,
    }
}

fn access_point(found: &AccessPointDescription) -> Offer {
    let id = found.access_point_id().unwrap_or_default();
    let path = found.root_directory().and_then(|root| root.path());
    let mut facts = vec![format!("shows {}", path.unwrap_or("/"))];
    facts.push(match found.posix_user() {
        Some(user) => format!("acts as user {} of group {}", user.uid(), user.gid()),
        None => "acts as whoever the container runs as".to_owned(),
    });
    Offer {
        value: id.to_owned(),
        name: named(found.name(), id),
        facts,
        changed_at_ms: None,
        concerns: not_available(found.life_cycle_state()),
        pinned: None,
    }
}

fn named(name: Option<&str>, id: &str) -> String {
    name.filter(|name| !name.is_empty())
        .unwrap_or(id)
        .to_owned()
}

fn not_available(state: Option<&LifeCycleState>) -> Vec<String> {
    match state {
        None | Some(LifeCycleState::Available) => Vec::new(),
        Some(state) => vec![format!(
            "Its state is {}, and tasks mount only what is available.",
            state.as_str()
        )],
    }
}
