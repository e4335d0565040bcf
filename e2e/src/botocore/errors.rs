//! Holds refusals against the errors that an operation declares.

use roxmltree::Document;
use serde_json::Value;

use super::Exchange;
use super::model::{Model, Operation, Protocol};
use super::report::{Report, Side};

/// What every operation of any service may answer.
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html>
const COMMON: [&str; 27] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InternalError",
    "InternalServerError",
    "InvalidAction",
    "InvalidClientTokenId",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidQueryParameter",
    "MalformedQueryString",
    "MissingAction",
    "MissingParameter",
    "NotAuthorized",
    "OptInRequired",
    "RequestExpired",
    "RequestLimitExceeded",
    "SerializationException",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
];

/// EC2 declares no error in its model; these are the ones of its list that its simulated part may
/// answer. <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>
const EC2: [&str; 17] = [
    "DependencyViolation",
    "DryRunOperation",
    "InvalidCidr.InUse",
    "InvalidFilter",
    "InvalidGroup.Duplicate",
    "InvalidGroup.InUse",
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidMaxResults",
    "InvalidNextToken",
    "InvalidRouteTableID.NotFound",
    "InvalidSubnet.Conflict",
    "InvalidSubnetID.NotFound",
    "InvalidVpcID.NotFound",
    "InvalidVpc.Range",
    "UnknownParameter",
    "UnsupportedOperation",
];

/// Reports a refusal that no client expects.
pub(super) fn check(
    model: &Model,
    operation: &Operation,
    exchange: &Exchange,
    report: &mut Report,
) {
    report.side(Side::Refusal);
    let refusal = match model.protocol() {
        Protocol::Json | Protocol::Cbor => json_refusal(&exchange.raw, "__type"),
        Protocol::RestJson => json_refusal(&exchange.raw, "ErrorCode"),
        Protocol::Query | Protocol::Ec2 => xml_refusal(&exchange.raw, model.protocol()),
    };
    let code = match refusal {
        Ok(code) => code,
        Err(problem) => {
            report.here(&problem);
            return;
        }
    };
    let declared = operation.errors.iter().any(|error| {
        let own_code = model
            .shape(&error.shape)
            .and_then(|shape| shape.error.as_ref())
            .and_then(|error| error.code.as_deref())
            .unwrap_or(&error.shape);
        own_code == code || error.shape == code
    });
    let known = COMMON.contains(&code.as_str())
        || (model.protocol() == Protocol::Ec2 && EC2.contains(&code.as_str()));
    if !declared && !known {
        report.here(&format!(
            "has the code {code}, which the operation does not declare"
        ));
    }
}

/// The code of a JSON refusal, which stands in a member of it. Its message may be empty: Parameter
/// Store's often are.
fn json_refusal(raw: &str, member: &str) -> Result<String, String> {
    let body: Value = serde_json::from_str(raw).map_err(|error| format!("is not JSON: {error}"))?;
    let code = body
        .get(member)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("has no {member}"))?;
    let code = code.rsplit('#').next().unwrap_or(code);
    Ok(code.to_owned())
}

/// The code of an XML refusal.
fn xml_refusal(raw: &str, protocol: Protocol) -> Result<String, String> {
    let document = Document::parse(raw).map_err(|error| format!("is not XML: {error}"))?;
    let root = document.root_element();
    let wanted = match protocol {
        Protocol::Ec2 => "Response",
        _ => "ErrorResponse",
    };
    if root.tag_name().name() != wanted {
        return Err(format!(
            "is <{}>, and AWS answers <{wanted}>",
            root.tag_name().name()
        ));
    }
    let error = root
        .descendants()
        .find(|node| node.tag_name().name() == "Error")
        .ok_or("has no <Error>")?;
    error
        .children()
        .find(|node| node.tag_name().name() == "Code")
        .and_then(|node| node.text())
        .map(ToOwned::to_owned)
        .ok_or_else(|| "has no <Code>".to_owned())
}
