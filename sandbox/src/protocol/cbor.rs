//! The protocol `rpc-v2-cbor`: service and operation stand in the path, input and output are CBOR
//! maps. Services see JSON on both ways, as with every other protocol.

mod decode;
mod encode;

use serde_json::json;

use super::{Call, Service, Wire, Written, json};
use crate::error::{Answer, AwsError};

/// The header that a request and its answer name the protocol with.
pub(super) const HEADER: &str = "smithy-protocol";
/// Its value.
pub(super) const PROTOCOL: &str = "rpc-v2-cbor";

/// Takes a request apart. The path is `/service/INTERFACE/operation/OPERATION`, perhaps behind a
/// prefix.
pub(super) fn read(path: &str, body: &[u8]) -> Result<Call, AwsError> {
    let mut parts = path.rsplit('/');
    let (operation, word) = (parts.next(), parts.next());
    let (interface, head) = (parts.next(), parts.next());
    let (Some(operation), Some("operation"), Some(interface), Some("service")) =
        (operation, word, interface, head)
    else {
        return Err(AwsError::new(
            "UnknownOperationException",
            format!("{path} names no operation"),
        ));
    };
    let service = Service::of_target(interface)?;
    let unreadable = || AwsError::new("SerializationException", "Unable to parse the request");
    let input = if body.is_empty() {
        json!({})
    } else {
        decode::decode(body).ok_or_else(unreadable)?
    };
    if !input.is_object() {
        return Err(unreadable());
    }
    Ok(Call {
        service,
        operation: operation.to_owned(),
        input,
        wire: Wire::Cbor,
        key: None,
    })
}

/// Puts an answer together.
pub(super) fn write(service: Service, answer: &Answer) -> Written {
    let mut headers = vec![(HEADER, PROTOCOL.to_owned())];
    let (status, body) = match answer {
        Ok(output) => (200, encode::encode(output)),
        Err(error) => {
            if service == Service::CloudWatch {
                // It once spoke the Query protocol, and clients still want the code from then.
                let side = if error.status < 500 {
                    "Sender"
                } else {
                    "Receiver"
                };
                headers.push(("x-amzn-query-error", format!("{};{side}", error.code)));
            }
            (error.status, encode::encode(&json::error_body(error)))
        }
    };
    Written {
        status,
        content_type: "application/cbor",
        headers,
        body,
    }
}

/// Whether a member is a point in time, which CBOR marks: by its name, as the models of the
/// services that speak this protocol have it.
fn is_time(member: &str) -> bool {
    member.ends_with("Date") || member.ends_with("Timestamp")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{decode::decode, encode::encode, read};

    #[test]
    fn values_come_back_as_they_were() {
        let value = json!({
            "Text": "Grüße", "Zero": 0, "Small": 23, "Byte": 24, "Word": 70_000,
            "Long": 5_000_000_000_u64, "Negative": -300, "Half": 0.5, "Yes": true, "No": false,
            "List": [1, [2, {}], []], "CreateDate": 1_767_225_600.5,
        });
        assert_eq!(decode(&encode(&value)), Some(value));
    }

    #[test]
    fn a_time_is_marked() {
        let bytes = encode(&json!({ "CreateDate": 1.0 }));
        assert_eq!(bytes.get(12..14), Some([0xc1, 0xfb].as_slice()));
    }

    #[test]
    fn what_is_cut_off_or_too_deep_is_refused() {
        let bytes = encode(&json!({ "a": [1, "text", 0.5] }));
        for end in 0..bytes.len() {
            assert_eq!(decode(bytes.get(..end).unwrap()), None, "{end}");
        }
        assert_eq!(decode(&[0x81; 10_000]), None);
        assert_eq!(
            decode(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            None
        );
        let endless = [0xbf, 0x61, b'a', 0x9f, 0x01, 0xff, 0xff];
        assert_eq!(decode(&endless), Some(json!({ "a": [1] })));
    }

    #[test]
    fn the_path_names_the_operation() {
        let path = "/service/Route53AutoNaming_v20170314/operation/ListNamespaces";
        let call = read(path, &[0xa0]).unwrap();
        assert_eq!(call.operation, "ListNamespaces");
        assert_eq!(call.input, Value::Object(serde_json::Map::new()));
        assert!(read("/service/Nothing/operation/X", &[]).is_err());
        assert!(read("/", &[]).is_err());
    }
}
