//! Holds recorded exchanges against the service models that botocore ships.
//!
//! What AWS's own clients believe about an operation is the measure: an unknown member, a wrong
//! type, an enum's unknown value, an undeclared error, or a request that was accepted although a
//! required member is missing, is a [`Violation`]. Nothing here knows how the other side works.

mod errors;
mod json;
mod model;
mod query;
mod report;
mod xml;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

pub use model::{Member, Model, Operation, Protocol, Shape};
pub use report::{Side, Violation};

use report::Report;

/// One request and its answer, as the sandbox recorded them.
#[derive(Debug, Clone, Deserialize)]
pub struct Exchange {
    /// What the sandbox calls the service, such as `ecs`.
    pub service: String,
    /// The operation, such as `ListClusters`.
    pub operation: String,
    /// The request: JSON as it came, or the parts of a form with every value a text.
    pub request: Value,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The answer's body as it went over the wire; JSON where that was CBOR.
    pub raw: String,
}

/// The models, loaded when they are first needed.
#[derive(Debug)]
pub struct Models {
    data: PathBuf,
    loaded: BTreeMap<String, Model>,
}

impl Models {
    /// Takes them from botocore's `data` folder.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            loaded: BTreeMap::new(),
        }
    }

    /// The model of a service, by what the sandbox calls it.
    ///
    /// # Errors
    ///
    /// When botocore has no such service or its model can't be read.
    pub fn of(&mut self, service: &str) -> Result<&Model> {
        let folder = match service {
            "elasticloadbalancing" => "elbv2",
            "elasticfilesystem" => "efs",
            "monitoring" => "cloudwatch",
            "servicequotas" => "service-quotas",
            other => other,
        };
        if !self.loaded.contains_key(folder) {
            let model = Model::load(&self.data, folder)?;
            self.loaded.insert(folder.to_owned(), model);
        }
        self.loaded.get(folder).context("the model was just loaded")
    }

    /// Holds one exchange against the model of its service.
    ///
    /// # Errors
    ///
    /// When there is no such model. What does not fit the model is in the answer.
    pub fn check(&mut self, exchange: &Exchange) -> Result<Vec<Violation>> {
        Ok(self.of(&exchange.service)?.check(exchange))
    }
}

impl Model {
    /// Everything about one exchange that does not fit.
    pub fn check(&self, exchange: &Exchange) -> Vec<Violation> {
        let mut report = Report::new(&exchange.service, &exchange.operation);
        let Some(operation) = self.operation(&exchange.operation) else {
            if exchange.status < 400 {
                report.add(
                    Side::Request,
                    "",
                    "is an operation that the model does not have",
                );
            }
            return report.finish();
        };
        if exchange.status >= 400 {
            errors::check(self, operation, exchange, &mut report);
            return report.finish();
        }
        self.check_request(operation, &exchange.request, &mut report);
        self.check_answer(operation, &exchange.raw, &mut report);
        report.finish()
    }

    fn check_request(&self, operation: &Operation, request: &Value, report: &mut Report) {
        let Some(input) = &operation.input else {
            return;
        };
        report.side(Side::Request);
        match self.protocol() {
            Protocol::Json | Protocol::RestJson | Protocol::Cbor => {
                json::check(self, &input.shape, request, report);
            }
            Protocol::Query | Protocol::Ec2 => {
                query::check_form(self, &input.shape, request, report);
            }
        }
    }

    fn check_answer(&self, operation: &Operation, raw: &str, report: &mut Report) {
        report.side(Side::Answer);
        match self.protocol() {
            Protocol::Json | Protocol::RestJson | Protocol::Cbor => {
                match serde_json::from_str::<Value>(raw) {
                    Err(_) if raw.is_empty() && operation.output.is_none() => {}
                    Err(error) => report.here(&format!("is not JSON: {error}")),
                    Ok(answer) => match &operation.output {
                        Some(output) => json::check(self, &output.shape, &answer, report),
                        None if answer == serde_json::json!({}) => {}
                        None => report.here("has members, and the operation answers nothing"),
                    },
                }
            }
            Protocol::Query | Protocol::Ec2 => xml::check(self, operation, raw, report),
        }
    }
}

#[cfg(test)]
mod tests;
