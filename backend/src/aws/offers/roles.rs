//! IAM roles: who may act as them.

use aws_sdk_iam::types::Role;
use shared::check::Trust;
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::usage::Usage;
use crate::aws::{Aws, AwsError, trust};

/// Under it are the roles that AWS's services keep for themselves.
const LINKED: &str = "/aws-service-role/";

impl Aws {
    pub(super) async fn role_offers(&self, query: &OfferQuery) -> Result<Listing<Offer>, AwsError> {
        let usage = self.usage().await;
        page::first_with_some(query.after.as_deref(), |after| {
            self.role_page(query, after, usage.as_deref())
        })
        .await
    }

    async fn role_page(
        &self,
        query: &OfferQuery,
        after: Option<String>,
        usage: Option<&Usage>,
    ) -> Result<Listing<Offer>, AwsError> {
        let answer = self
            .0
            .iam
            .list_roles()
            .max_items(100)
            .set_marker(after)
            .send()
            .await
            .map_err(|error| AwsError::of("iam", "ListRoles", &error))?;
        let search = query.search.as_deref();
        Ok(Listing {
            items: answer
                .roles()
                .iter()
                .filter(|role| !role.path().starts_with(LINKED))
                .filter(|role| {
                    let description = role.description().unwrap_or_default();
                    page::is_found(search, &[role.arn(), description])
                })
                .map(|role| offer(role, usage))
                .collect(),
            next: page::next(answer.marker().filter(|_| answer.is_truncated())),
        })
    }
}

fn offer(role: &Role, usage: Option<&Usage>) -> Offer {
    let mut facts = Vec::new();
    let mut concerns = Vec::new();
    match role.assume_role_policy_document().and_then(trust::read) {
        Some(trusted) if trusted.trust == Trust::Tasks => {
            facts.push("ECS tasks may act as it".to_owned());
        }
        Some(trusted) => {
            facts.push(match trusted.who.as_slice() {
                [] => "nobody may act as it".to_owned(),
                who => format!("only {} may act as it", who.join(", ")),
            });
            concerns.push("ECS tasks may not act as it: its trust policy does not let ecs-tasks.amazonaws.com assume it.".to_owned());
        }
        None => facts.push("who may act as it could not be read".to_owned()),
    }
    facts.extend(
        role.description()
            .filter(|description| !description.is_empty())
            .map(str::to_owned),
    );
    facts.extend(usage.and_then(|usage| words::used_by(&usage.of_role(role.arn()))));
    Offer {
        value: role.arn().to_owned(),
        name: role.role_name().to_owned(),
        facts,
        changed_at_ms: millis(Some(role.create_date())),
        concerns,
        pinned: None,
    }
}
