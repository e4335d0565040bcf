//! The JSON protocol, versions 1.0 and 1.1: the operation stands in a header, input and output are
//! JSON objects.

use serde_json::{Value, json};

use super::{Call, Service, Wire, Written};
use crate::error::{Answer, AwsError};

/// Takes a request apart.
pub(super) fn read(target: &str, body: &[u8]) -> Result<Call, AwsError> {
    let (prefix, operation) = target.rsplit_once('.').unwrap_or((target, ""));
    let service = Service::of_target(prefix)?;
    let input = if body.iter().all(u8::is_ascii_whitespace) {
        json!({})
    } else {
        // Clients show this text; AWS gives none.
        serde_json::from_slice(body)
            .map_err(|_| AwsError::new("SerializationException", "Unable to parse the request"))?
    };
    if !input.is_object() {
        return Err(AwsError::new(
            "SerializationException",
            "Unexpected type: the request must be an object",
        ));
    }
    Ok(Call {
        service,
        operation: operation.to_owned(),
        input,
        wire: Wire::Json,
        key: None,
    })
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
        content_type: "application/x-amz-json-1.1",
        headers,
        body: body.into_bytes(),
    }
}

/// The body of a refusal.
pub(super) fn error_body(error: &AwsError) -> Value {
    json!({ "__type": error.code, "message": error.message })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_empty_body_is_an_empty_input() {
        let call = read("AmazonEC2ContainerServiceV20141113.ListClusters", b"").unwrap();
        assert_eq!(call.operation, "ListClusters");
        assert!(
            call.input
                .as_object()
                .is_some_and(serde_json::Map::is_empty)
        );
    }

    #[test]
    fn broken_json_is_a_serialization_error() {
        let error = read("AmazonSSM.GetParameters", b"{").unwrap_err();
        assert_eq!(error.code, "SerializationException");
    }
}
