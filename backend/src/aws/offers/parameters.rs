//! Parameters of Parameter Store. Their values are never asked for.

use aws_sdk_ssm::types::{ParameterMetadata, ParameterStringFilter};
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::reference::bare;
use crate::aws::service::millis;
use crate::aws::usage::Usage;
use crate::aws::{Aws, AwsError};

const OPERATION: &str = "DescribeParameters";

impl Aws {
    pub(super) async fn parameter_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let filter = query.search.as_deref().map(filter).transpose()?;
        let answer = self
            .0
            .ssm
            .describe_parameters()
            .max_results(50)
            .set_parameter_filters(filter.map(|filter| vec![filter]))
            .set_next_token(query.after.clone())
            .send()
            .await
            .map_err(|error| AwsError::of("ssm", OPERATION, &error))?;
        let usage = self.usage().await;
        Ok(Listing {
            items: answer
                .parameters()
                .iter()
                .map(|parameter| offer(parameter, usage.as_deref()))
                .collect(),
            next: page::next(answer.next_token()),
        })
    }
}

/// A path is looked for from its front, anything else anywhere in the name.
fn filter(search: &str) -> Result<ParameterStringFilter, AwsError> {
    let filter = ParameterStringFilter::builder();
    let filter = match search.strip_suffix('/') {
        Some(path) if search.starts_with('/') => {
            let path = if path.is_empty() { "/" } else { path };
            filter.key("Path").option("Recursive").values(path)
        }
        _ if search.starts_with('/') => filter.key("Name").option("BeginsWith").values(search),
        _ => filter.key("Name").option("Contains").values(search),
    };
    filter
        .build()
        .map_err(|error| AwsError::nonsense(OPERATION, error.to_string()))
}

fn offer(parameter: &ParameterMetadata, usage: Option<&Usage>) -> Offer {
    let name = parameter.name().unwrap_or_default();
    let kind = parameter.r#type().map_or("String", |kind| kind.as_str());
    let mut facts = vec![match parameter.key_id() {
        Some(key) => format!("{kind}, encrypted with {}", words::key(key)),
        None => format!("{kind}, not encrypted"),
    }];
    facts.extend(usage.and_then(|usage| words::used_by(&usage.of_parameter(&bare(name)))));
    facts.push(format!("version {}", parameter.version()));
    facts.extend(parameter.description().map(str::to_owned));
    Offer {
        value: parameter.arn().unwrap_or(name).to_owned(),
        name: name.to_owned(),
        facts,
        changed_at_ms: millis(parameter.last_modified_date()),
        concerns: Vec::new(),
        pinned: None,
    }
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn a_path_begins_and_a_word_is_anywhere() {
        let read = |search: &str| {
            let filter = filter(search).unwrap();
            let value = filter.values().first().cloned().unwrap_or_default();
            format!(
                "{} {} {value}",
                filter.key(),
                filter.option().unwrap_or_default()
            )
        };
        assert_eq!(read("/shop/"), "Path Recursive /shop");
        assert_eq!(read("/"), "Path Recursive /");
        assert_eq!(read("/sho"), "Name BeginsWith /sho");
        assert_eq!(read("key"), "Name Contains key");
    }
}
