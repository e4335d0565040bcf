//! Names of parameters. Values are never asked for.

use aws_sdk_ssm::types::{ParameterMetadata, ParameterStringFilter};
use shared::wire::{Listing, Parameter};

use super::service::millis;
use super::{Aws, AwsError};

const OPERATION: &str = "DescribeParameters";

impl Aws {
    /// A page of the parameters' names, without their values.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn parameters(&self, after: Option<&str>) -> Result<Listing<Parameter>, AwsError> {
        let answer = self
            .0
            .ssm
            .describe_parameters()
            .max_results(50)
            .set_next_token(after.map(str::to_owned))
            .send()
            .await
            .map_err(|error| AwsError::of("ssm", OPERATION, &error))?;
        let items = answer.parameters().iter().map(parameter).collect();
        Ok(Listing {
            items,
            next: answer
                .next_token()
                .filter(|token| !token.is_empty())
                .map(str::to_owned),
        })
    }

    /// The parameters of some names, as far as they are there; at most 50 names.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn parameters_named(
        &self,
        names: Vec<String>,
    ) -> Result<Vec<ParameterMetadata>, AwsError> {
        let filter = ParameterStringFilter::builder()
            .key("Name")
            .option("Equals")
            .set_values(Some(names))
            .build()
            .map_err(|error| AwsError::nonsense(OPERATION, error.to_string()))?;
        let pages: Vec<_> = self
            .0
            .ssm
            .describe_parameters()
            .parameter_filters(filter)
            .into_paginator()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("ssm", OPERATION, &error))?;
        Ok(pages
            .into_iter()
            .flat_map(|page| page.parameters.unwrap_or_default())
            .collect())
    }
}

/// A parameter as it is listed.
pub(super) fn parameter(found: &ParameterMetadata) -> Parameter {
    Parameter {
        name: found.name().unwrap_or_default().to_owned(),
        arn: found.arn().map(str::to_owned),
        parameter_type: found
            .r#type()
            .map(|kind| kind.as_str().to_owned())
            .unwrap_or_default(),
        version: found.version(),
        last_modified_at_ms: millis(found.last_modified_date()),
        key_id: found.key_id().map(str::to_owned),
        description: found.description().map(str::to_owned),
    }
}
