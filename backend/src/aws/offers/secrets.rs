//! Secrets of Secrets Manager. Their values are never asked for.

use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType, SecretListEntry};
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::usage::Usage;
use crate::aws::{Aws, AwsError};

impl Aws {
    pub(super) async fn secret_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        // AWS looks for words in the names, descriptions and tags.
        let filter = query.search.as_ref().map(|search| {
            Filter::builder()
                .key(FilterNameStringType::All)
                .values(search)
                .build()
        });
        let answer = self
            .0
            .secrets
            .list_secrets()
            .max_results(50)
            .set_filters(filter.map(|filter| vec![filter]))
            .set_next_token(query.after.clone())
            .send()
            .await
            .map_err(|error| AwsError::of("secretsmanager", "ListSecrets", &error))?;
        let usage = self.usage().await;
        Ok(Listing {
            items: answer
                .secret_list()
                .iter()
                .map(|secret| offer(secret, usage.as_deref()))
                .collect(),
            next: page::next(answer.next_token()),
        })
    }
}

fn offer(secret: &SecretListEntry, usage: Option<&Usage>) -> Offer {
    let arn = secret.arn().unwrap_or_default();
    let mut facts: Vec<String> = secret
        .description()
        .filter(|description| !description.is_empty())
        .map(str::to_owned)
        .into_iter()
        .collect();
    facts.extend(usage.and_then(|usage| words::used_by(&usage.of_secret(arn))));
    facts.push(rotation(secret));
    facts.push(format!(
        "encrypted with {}",
        secret
            .kms_key_id()
            .map_or_else(|| "AWS's own key".to_owned(), words::key)
    ));
    facts.extend(
        secret
            .owning_service()
            .map(|service| format!("managed by {service}")),
    );
    let deleted = secret
        .deleted_date()
        .map(|_| "It is being deleted and cannot be read any more.".to_owned());
    Offer {
        value: arn.to_owned(),
        name: secret.name().unwrap_or(arn).to_owned(),
        facts,
        changed_at_ms: millis(secret.last_changed_date().or(secret.created_date())),
        concerns: deleted.into_iter().collect(),
        pinned: None,
    }
}

fn rotation(secret: &SecretListEntry) -> String {
    if secret.rotation_enabled() != Some(true) {
        return "does not rotate".to_owned();
    }
    let rules = secret.rotation_rules();
    match rules.and_then(aws_sdk_secretsmanager::types::RotationRulesType::automatically_after_days)
    {
        Some(days) => format!("rotates every {}", words::count(days, "day", "days")),
        None => match rules.and_then(|rules| rules.schedule_expression()) {
            Some(schedule) => format!("rotates on {schedule}"),
            None => "rotates".to_owned(),
        },
    }
}
