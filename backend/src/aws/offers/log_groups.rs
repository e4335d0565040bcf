//! Log groups of Cloud Watch.

use aws_sdk_cloudwatchlogs::types::LogGroup;
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::usage::Usage;
use crate::aws::{Aws, AwsError};

impl Aws {
    pub(super) async fn log_group_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        // AWS refuses a pattern that no name could have.
        let cannot_be = |search: &String| !search.chars().all(is_of_name);
        if query.search.as_ref().is_some_and(cannot_be) {
            return Ok(Listing {
                items: Vec::new(),
                next: None,
            });
        }
        let answer = self
            .0
            .logs
            .describe_log_groups()
            .limit(50)
            .set_log_group_name_pattern(query.search.clone())
            .set_next_token(query.after.clone())
            .send()
            .await
            .map_err(|error| AwsError::of("logs", "DescribeLogGroups", &error))?;
        let usage = self.usage().await;
        Ok(Listing {
            items: answer
                .log_groups()
                .iter()
                .map(|group| offer(group, usage.as_deref()))
                .collect(),
            next: page::next(answer.next_token()),
        })
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_.-/#".contains(letter)
}

fn offer(group: &LogGroup, usage: Option<&Usage>) -> Offer {
    let name = group.log_group_name().unwrap_or_default();
    let mut facts = vec![match group.retention_in_days() {
        Some(days) => format!("kept for {}", words::count(days.into(), "day", "days")),
        None => "kept for ever".to_owned(),
    }];
    facts.extend(
        group
            .stored_bytes()
            .map(|bytes| format!("{} stored", words::size(bytes))),
    );
    facts.extend(usage.and_then(|usage| words::used_by(&usage.of_log_group(name))));
    facts.extend(
        group
            .kms_key_id()
            .map(|key| format!("encrypted with {}", words::key(key))),
    );
    Offer {
        value: name.to_owned(),
        name: name.to_owned(),
        facts,
        changed_at_ms: group.creation_time(),
        concerns: Vec::new(),
        pinned: None,
    }
}
