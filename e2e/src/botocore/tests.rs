//! Proves that the validator can fail: each slip is found, and what is right passes.

use serde_json::{Value, json};

use super::{Exchange, Model};

fn json_model() -> Model {
    serde_json::from_value(json!({
        "metadata": {"protocol": "json"},
        "operations": {"FindShip": {
            "name": "FindShip",
            "input": {"shape": "Request"},
            "output": {"shape": "Answer"},
            "errors": [{"shape": "NoSuchShip"}],
        }},
        "shapes": shapes(),
    }))
    .unwrap()
}

fn query_model(protocol: &str) -> Model {
    serde_json::from_value(json!({
        "metadata": {"protocol": protocol},
        "operations": {"FindShip": {
            "name": "FindShip",
            "input": {"shape": "Request"},
            "output": {"shape": "Answer", "resultWrapper": "FindShipResult"},
            "errors": [{"shape": "NoSuchShip"}],
        }},
        "shapes": shapes(),
    }))
    .unwrap()
}

fn shapes() -> Value {
    json!({
        "Request": {"type": "structure", "required": ["name"], "members": {
            "name": {"shape": "Name", "locationName": "shipName"},
            "state": {"shape": "State"},
        }},
        "Answer": {"type": "structure", "members": {
            "state": {"shape": "State"},
            "masts": {"shape": "Count"},
            "afloat": {"shape": "Flag"},
            "launchedAt": {"shape": "Moment"},
            "crew": {"shape": "Names"},
            "flags": {"shape": "FlatNames"},
            "cargo": {"shape": "Cargo"},
        }},
        "NoSuchShip": {"type": "structure", "members": {}, "error": {"code": "ShipNotFound"}},
        "Name": {"type": "string"},
        "State": {"type": "string", "enum": ["DOCKED", "AT_SEA"]},
        "Count": {"type": "integer"},
        "Flag": {"type": "boolean"},
        "Moment": {"type": "timestamp"},
        "Names": {"type": "list", "member": {"shape": "Name", "locationName": "item"}},
        "FlatNames": {"type": "list", "flattened": true, "member": {"shape": "Name"}},
        "Cargo": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Count"}},
    })
}

fn problems(model: &Model, request: Value, status: u16, raw: &str) -> Vec<String> {
    let exchange = Exchange {
        service: "ships".to_owned(),
        operation: "FindShip".to_owned(),
        request,
        status,
        raw: raw.to_owned(),
    };
    model
        .check(&exchange)
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn json_problems(request: Value, answer: &Value) -> Vec<String> {
    problems(&json_model(), request, 200, &answer.to_string())
}

#[test]
fn json_that_fits_passes() {
    let answer = json!({
        "state": "AT_SEA", "masts": 3, "afloat": true, "launchedAt": 1.5e9,
        "crew": ["Ann"], "flags": [], "cargo": {"rum": 12},
    });
    assert_eq!(json_problems(json!({"shipName": "Ada"}), &answer), [""; 0]);
}

#[test]
fn finds_each_slip_of_a_json_answer() {
    for (answer, expected) in [
        (
            json!({"sails": 2}),
            "the answer's sails is not in the model",
        ),
        (
            json!({"masts": "three"}),
            "the answer's masts is a text, and the model says integer",
        ),
        (
            json!({"masts": 2.5}),
            "the answer's masts is a number, and the model says integer",
        ),
        (
            json!({"launchedAt": "yesterday"}),
            "the answer's launchedAt is a text, and the model says timestamp",
        ),
        (
            json!({"state": "SUNK"}),
            "the answer's state is \"SUNK\", which is none of DOCKED, AT_SEA",
        ),
        (
            json!({"crew": [1]}),
            "the answer's crew[] is a number, and the model says string",
        ),
        (
            json!({"cargo": {"rum": "much"}}),
            "the answer's cargo{} is a text, and the model says integer",
        ),
        (
            json!({"afloat": null}),
            "the answer's afloat is null, which AWS never sends",
        ),
    ] {
        assert_eq!(
            json_problems(json!({"shipName": "Ada"}), &answer),
            [format!("ships FindShip: {expected}")]
        );
    }
}

#[test]
fn an_accepted_request_must_fit_too() {
    for (request, expected) in [
        (json!({}), "shipName is required and missing"),
        (
            json!({"shipName": "Ada", "sails": 2}),
            "sails is not in the model",
        ),
        (
            json!({"shipName": "Ada", "state": "SUNK"}),
            "state is \"SUNK\", which is none of DOCKED, AT_SEA",
        ),
    ] {
        assert_eq!(
            json_problems(request, &json!({})),
            [format!(
                "ships FindShip: accepted a request whose {expected}"
            )]
        );
    }
}

#[test]
fn a_refused_request_may_be_wrong_but_the_refusal_must_be_declared() {
    let refused = |code: &str| {
        let raw = json!({"__type": code, "message": "no"}).to_string();
        problems(&json_model(), json!({"sails": 2}), 400, &raw)
    };
    assert_eq!(refused("ShipNotFound"), [""; 0]);
    assert_eq!(refused("com.example#ShipNotFound"), [""; 0]);
    assert_eq!(refused("ThrottlingException"), [""; 0]);
    assert_eq!(
        refused("HarborClosed"),
        [
            "ships FindShip: the refusal's body has the code HarborClosed, which the operation does not declare"
        ]
    );
    assert_eq!(
        problems(&json_model(), json!({}), 500, "<html>"),
        ["ships FindShip: the refusal's body is not JSON: expected value at line 1 column 1"]
    );
}

#[test]
fn xml_that_fits_passes() {
    let raw = "<FindShipResponse><FindShipResult><state>DOCKED</state><masts>3</masts>\
        <afloat>true</afloat><launchedAt>2026-01-01T00:00:00.000Z</launchedAt>\
        <crew><item>Ann</item><item>Bo</item></crew><flags>a</flags><flags>b</flags>\
        <cargo><entry><key>rum</key><value>12</value></entry></cargo></FindShipResult>\
        <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></FindShipResponse>";
    let request = json!({"shipName": "Ada", "state": "DOCKED"});
    assert_eq!(problems(&query_model("query"), request, 200, raw), [""; 0]);
}

#[test]
fn finds_each_slip_of_an_xml_answer() {
    for (inner, expected) in [
        ("<sails>2</sails>", "sails is not in the model"),
        (
            "<masts>x</masts>",
            "masts is \"x\", and the model says integer",
        ),
        (
            "<afloat>True</afloat>",
            "afloat is \"True\", and the model says boolean",
        ),
        (
            "<launchedAt>1767225600</launchedAt>",
            "launchedAt is \"1767225600\", and the model says timestamp",
        ),
        (
            "<state>SUNK</state>",
            "state is \"SUNK\", which is none of DOCKED, AT_SEA",
        ),
        (
            "<crew><member>Ann</member></crew>",
            "crew[] is <member>, and AWS writes <item>",
        ),
        (
            "<crew>Ann</crew>",
            "crew is a text, and the model says list",
        ),
        (
            "<masts>1</masts><masts>2</masts>",
            "masts stands there twice",
        ),
        (
            "<cargo><entry><key>rum</key></entry></cargo>",
            "cargo{} has no <value>",
        ),
    ] {
        let raw = format!(
            "<FindShipResponse><FindShipResult>{inner}</FindShipResult></FindShipResponse>"
        );
        assert_eq!(
            problems(&query_model("query"), json!({"shipName": "Ada"}), 200, &raw),
            [format!("ships FindShip: the answer's {expected}")]
        );
    }
}

#[test]
fn ec2_names_its_members_in_its_own_way() {
    let model = query_model("ec2");
    let raw = "<FindShipResponse><requestId>1</requestId><masts>3</masts></FindShipResponse>";
    assert_eq!(
        problems(&model, json!({"ShipName": "Ada"}), 200, raw),
        [""; 0]
    );
    let wrapped = "<FindShipResponse><FindShipResult/></FindShipResponse>";
    assert_eq!(
        problems(&model, json!({"shipName": "Ada"}), 200, wrapped),
        [
            "ships FindShip: accepted a request whose ShipName is required and missing",
            "ships FindShip: accepted a request whose shipName is not in the model",
            "ships FindShip: the answer's FindShipResult is not in the model",
        ]
    );
}

#[test]
fn xml_refusals_must_be_declared() {
    let refused = |code: &str| {
        let raw = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message>\
             </Error></ErrorResponse>"
        );
        problems(&query_model("query"), json!({}), 400, &raw)
    };
    assert_eq!(refused("ShipNotFound"), [""; 0]);
    assert_eq!(
        refused("HarborClosed"),
        [
            "ships FindShip: the refusal's body has the code HarborClosed, which the operation does not declare"
        ]
    );
}

#[test]
fn cbor_is_held_against_its_model_as_json() {
    let model: Model = serde_json::from_value(json!({
        "metadata": {"protocol": "smithy-rpc-v2-cbor"},
        "operations": {"FindShip": {"name": "FindShip", "output": {"shape": "Answer"}}},
        "shapes": shapes(),
    }))
    .unwrap();
    let found = problems(&model, json!({}), 200, r#"{"masts": "three"}"#);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(problems(&model, json!({}), 200, r#"{"masts": 3}"#).is_empty());
}

#[test]
fn a_refusal_over_rest_has_a_code_of_its_own() {
    let model: Model = serde_json::from_value(json!({
        "metadata": {"protocol": "rest-json"},
        "operations": {"FindShip": {"name": "FindShip", "errors": [{"shape": "NoSuchShip"}]}},
        "shapes": shapes(),
    }))
    .unwrap();
    let refused = |raw: &str| problems(&model, json!({}), 404, raw);
    assert!(refused(r#"{"ErrorCode": "ShipNotFound", "Message": "no"}"#).is_empty());
    assert_eq!(refused(r#"{"__type": "ShipNotFound"}"#).len(), 1);
    assert_eq!(refused(r#"{"ErrorCode": "Sunk"}"#).len(), 1);
}
