//! Names of parameters. Values are never asked for.

use shared::wire::{Listing, Parameter};

use super::service::millis;
use super::{Aws, AwsError};

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
            .map_err(|error| AwsError::of("ssm", "DescribeParameters", &error))?;
        let items = answer
            .parameters()
            .iter()
            .map(|parameter| Parameter {
                name: parameter.name().unwrap_or_default().to_owned(),
                arn: parameter.arn().map(str::to_owned),
                parameter_type: parameter
                    .r#type()
                    .map(|kind| kind.as_str().to_owned())
                    .unwrap_or_default(),
                version: parameter.version(),
                last_modified_at_ms: millis(parameter.last_modified_date()),
                key_id: parameter.key_id().map(str::to_owned),
                description: parameter.description().map(str::to_owned),
            })
            .collect();
        Ok(Listing {
            items,
            next: answer
                .next_token()
                .filter(|token| !token.is_empty())
                .map(str::to_owned),
        })
    }
}
