//! Terraform files, read back with a parser of HCL and held against the provider's arguments.

use std::collections::{BTreeMap, BTreeSet};

use hcl::eval::{Context, Evaluate, FuncDef, ParamType};
use hcl::structure::{Block, Body, Structure};
use hcl::{Map, Value};
use proptest::prelude::*;
use shared::dialect::{Format, export};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::pointer::Pointer;

use super::generate::document;
use super::written;

/// The types of the provider's arguments, by resource and path.
fn provider() -> BTreeMap<String, String> {
    include_str!("provider.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (path, form) = match line.split(' ').collect::<Vec<_>>().as_slice() {
                [resource, path, form, of] => {
                    (format!("aws_{resource}.{path}"), format!("{form} {of}"))
                }
                _ => Default::default(),
            };
            (path, form)
        })
        .collect()
}

fn context() -> Context<'static> {
    let mut context = Context::new();
    let encode = FuncDef::builder()
        .param(ParamType::Any)
        .build(|arguments| Ok(arguments.into_values().remove(0)));
    context.declare_func("jsonencode", encode);
    let variables: Map<String, Value> = [("task_definition_arn".to_owned(), Value::from("waits"))]
        .into_iter()
        .collect();
    context.declare_var("var", variables);
    context
}

/// The resource blocks of a file.
fn resources(text: &str) -> Vec<Block> {
    let body: Body = hcl::parse(text)
        .map_err(|error| format!("{error}\n{text}"))
        .unwrap();
    body.into_iter()
        .filter_map(|structure| match structure {
            Structure::Block(block) if block.identifier.as_str() == "resource" => Some(block),
            _ => None,
        })
        .collect()
}

/// Every argument of a block by its path, with its value.
fn arguments(path: &str, body: &Body, context: &Context<'_>, found: &mut Vec<(String, Value)>) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let value = attribute.expr.evaluate(context).unwrap();
                found.push((format!("{path}.{}", attribute.key.as_str()), value));
            }
            Structure::Block(block) => {
                let path = format!("{path}.{}", block.identifier.as_str());
                found.push((path.clone(), Value::Null));
                arguments(&path, &block.body, context, found);
            }
        }
    }
}

/// The scalars of a tree as texts, so that 80 and "80" are the same.
fn scalars_of_hcl(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Bool(value) => found.push(value.to_string()),
        Value::Number(number) => found.push(number_text(number.as_f64().unwrap())),
        Value::String(text) => found.push(text.clone()),
        Value::Array(elements) => elements.iter().for_each(|one| scalars_of_hcl(one, found)),
        Value::Object(members) => members.iter().for_each(|(name, one)| {
            found.push(name.clone());
            scalars_of_hcl(one, found);
        }),
    }
}

fn number_text(number: f64) -> String {
    number.to_string()
}

/// The same for a document, without what a note says has no argument. Names of members are not
/// counted, those that people choose are.
fn scalars_of_json(
    place: &str,
    json: &Json,
    is_map: bool,
    left: &BTreeSet<String>,
    found: &mut Vec<String>,
) {
    if left.contains(place) {
        return;
    }
    match json {
        Json::Null => {}
        Json::Bool(value) => found.push(value.to_string()),
        Json::Number(number) => found.push(number_text(number.as_f64())),
        Json::String(text) | Json::Bare(text) => {
            let switch = match (place.ends_with(".assignPublicIp"), text.as_str()) {
                (true, "ENABLED") => "true",
                (true, "DISABLED") => "false",
                (_, other) => other,
            };
            found.push(switch.to_owned());
        }

        Json::Array(elements) => {
            for (at, one) in elements.iter().enumerate() {
                scalars_of_json(&format!("{place}[{at}]"), one, is_map, left, found);
            }
        }
        Json::Object(members) => {
            for (name, one) in members {
                if is_map {
                    found.push(name.clone());
                }
                let inner = if place.is_empty() {
                    name.clone()
                } else {
                    format!("{place}.{name}")
                };
                let names_are_values = is_map
                    || [
                        "options",
                        "driverOpts",
                        "labels",
                        "hookDetails",
                        "containerDefinitions",
                    ]
                    .contains(&name.as_str());
                scalars_of_json(&inner, one, names_are_values, left, found);
            }
        }
    }
}

/// Makes pairs whole and their keys different, as AWS asks for them.
fn settle_pairs(json: &mut Json) {
    match json {
        Json::Array(elements) => elements.iter_mut().for_each(settle_pairs),
        Json::Object(members) => {
            for (name, value) in members.iter_mut() {
                if let ("tags" | "properties", Json::Array(pairs)) = (name.as_str(), &mut *value) {
                    pairs.retain(|pair| pair.as_object().is_some_and(|members| members.len() == 2));
                    for (at, pair) in pairs.iter_mut().enumerate() {
                        let key = if pair.get("key").is_some() {
                            "key"
                        } else {
                            "name"
                        };
                        pair.set(&Pointer::root().member(key), Json::from(format!("k{at}")));
                    }
                }
                settle_pairs(value);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn every_value_arrives_in_an_argument_that_the_provider_has(
        task_definition in document(DocumentKind::TaskDefinition),
        service in document(DocumentKind::Service),
    ) {
        let provider = provider();
        for document in [task_definition, service] {
            let mut document = document;
            if document.kind() == DocumentKind::Service {
                // Both are the name; the one for updates stands back.
                document.json_mut().remove(&Pointer::parse("/service"));
            }
            settle_pairs(document.json_mut());
            let (text, export) = written(std::slice::from_ref(&document), Format::Terraform);
            let left: BTreeSet<String> = export.notes.iter().map(|note| note.place.clone()).filter(|place| !place.is_empty()).collect();
            let [block] = &resources(&text)[..] else { panic!("{text}") };
            let mut found = Vec::new();
            let kind = block.labels[0].as_str().to_owned();
            arguments(&kind, &block.body, &context(), &mut found);
            let mut theirs = Vec::new();
            for (path, value) in &found {
                prop_assert!(provider.contains_key(path), "{path}\n{text}");
                scalars_of_hcl(value, &mut theirs);
            }
            let mut ours = Vec::new();
            scalars_of_json("", document.json(), false, &left, &mut ours);
            theirs.sort();
            ours.sort();
            prop_assert_eq!(theirs, ours, "{}", text);
        }
    }
}

#[test]
fn both_resources_in_full() {
    let task_definition = crate::read(
        r#"{"family": "web", "cpu": "256", "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "containerDefinitions": [{"name": "web", "image": "${IMAGE}", "command": ["echo", "a\n%{if}"], "portMappings": [{"containerPort": 80}],
              "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/web"}}}],
            "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "authorizationConfig": {"iam": "ENABLED"}}}, {"name": "host", "host": {"sourcePath": "/x"}}],
            "inferenceAccelerators": [{"deviceName": "a", "deviceType": "b"}],
            "tags": [{"key": "team", "value": "a"}]}"#,
    );
    let service = crate::read(
        r#"{"serviceName": "web", "cluster": "prod", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 2,
            "deploymentConfiguration": {"maximumPercent": 200, "deploymentCircuitBreaker": {"enable": true, "rollback": true}, "bakeTimeInMinutes": 5},
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}},
            "loadBalancers": [{"targetGroupArn": "arn", "containerName": "web", "containerPort": 80}]}"#,
    );
    let (text, export) = written(&[task_definition, service], Format::Terraform);
    assert_eq!(text, include_str!("web.tf"));
    let notes: Vec<String> = export.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "inferenceAccelerators: the provider hashicorp/aws 6.25.0 has no argument for this; it stands in a comment",
            "placeholders are written as they stand: IMAGE; fill them in before you use the files",
        ]
    );
}

#[test]
fn a_service_alone_takes_its_revision_from_a_variable() {
    let service = crate::read(
        r#"{"serviceName": "1 web", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1}"#,
    );
    let (text, _) = written(&[service], Format::Terraform);
    assert_eq!(
        text,
        "# For the provider hashicorp/aws 6.25.0 and later.\n\nresource \"aws_ecs_service\" \"_1_web\" {\n  name            = \"1 web\"\n  task_definition = var.task_definition_arn\n  desired_count   = 1\n}\n\nvariable \"task_definition_arn\" {\n  type = string\n}\n"
    );
}

#[test]
fn texts_are_never_evaluated() {
    for text in [
        "${a}",
        "$${a}",
        "$$${a}",
        "%{if}",
        "%%{",
        "$",
        "a\"\\\n\r\t\u{1}\u{7f}é𝄞",
        "${",
        "%",
        "$%{$",
    ] {
        let json = Json::Object(vec![("family".to_owned(), Json::from(text))]);
        let document = Document::new(DocumentKind::TaskDefinition, json);
        let files = export(&[document], Format::Terraform).files;
        let [block] = &resources(&files[0].1)[..] else {
            panic!("{}", files[0].1)
        };
        let mut found = Vec::new();
        arguments("", &block.body, &context(), &mut found);
        assert_eq!(found[0].1, Value::from(text), "{}", files[0].1);
    }
}

#[test]
fn what_is_not_of_its_type_stands_in_a_comment() {
    let json = json::parse(
        r#"{"serviceName": "a", "networkConfiguration": "x\ny", "loadBalancers": [1]}"#,
    )
    .unwrap();
    let (text, export) = written(
        &[Document::new(DocumentKind::Service, json)],
        Format::Terraform,
    );
    assert!(
        text.contains("# networkConfiguration does not fit: \"x\\ny\"\n"),
        "{text}"
    );
    assert_eq!(export.notes.len(), 2);
    resources(&text);
}
