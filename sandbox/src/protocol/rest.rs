//! The REST protocol with JSON of Amazon EFS: method and path tell the operation, and the input
//! stands in the query. Only reading is simulated, so no request has a body.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::{Call, Service, Wire, Written, query};
use crate::error::{Answer, AwsError};

/// The paths of what is simulated, and their operations.
const ROUTES: [(&str, &str); 2] = [
    ("/2015-02-01/file-systems", "DescribeFileSystems"),
    ("/2015-02-01/access-points", "DescribeAccessPoints"),
];

/// The members that are numbers.
const NUMBERS: [&str; 2] = ["MaxItems", "MaxResults"];

/// Whether a path is this service's.
pub(super) fn knows(path: &str) -> bool {
    path.starts_with("/2015-02-01/")
}

/// Takes a request apart. What is not simulated is a call of no operation, so that it is refused
/// in the service's own way.
pub(super) fn read(method: &Method, path: &str, query: Option<&str>) -> Call {
    let path = path.trim_end_matches('/');
    let known = ROUTES
        .iter()
        .find(|(route, _)| *route == path && method == Method::GET);
    let operation = match known {
        Some((_, operation)) => (*operation).to_owned(),
        None => format!("{method} {path}"),
    };
    let input: Map<String, Value> = query::pairs(query.unwrap_or_default())
        .map(|(name, value)| {
            let number = value.parse::<i64>().ok();
            let number = number.filter(|_| NUMBERS.contains(&name.as_str()));
            let value = number.map_or(Value::String(value), Value::from);
            (name, value)
        })
        .collect();
    Call {
        service: Service::Efs,
        operation,
        input: Value::Object(input),
        wire: Wire::Rest,
        key: None,
    }
}

/// Puts an answer together.
pub(super) fn write(answer: &Answer) -> Written {
    let (status, headers, body) = match answer {
        Ok(output) => (200, Vec::new(), output.to_string()),
        Err(error) => (
            error.status,
            vec![("x-amzn-errortype", error.code.to_string())],
            error_body(error).to_string(),
        ),
    };
    Written {
        status,
        content_type: "application/json",
        headers,
        body: body.into_bytes(),
    }
}

fn error_body(error: &AwsError) -> Value {
    json!({ "ErrorCode": error.code, "Message": error.message })
}
