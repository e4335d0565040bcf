//! `/openapi.json`: the `OpenAPI` document, made from the table of routes and the wire types.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use shared::wire::Problem;

use super::route::{Answer, Need, Route};
use crate::app::App;

/// `GET /openapi.json`.
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    Json(super::openapi(&app))
}

/// The document of all routes.
pub(super) fn document(routes: &[Route]) -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = SchemaGenerator::new(settings);
    let mut paths: Map<String, Value> = Map::new();
    for route in routes {
        let operation = operation(route, &mut generator);
        let path = paths
            .entry(route.path.clone().into_owned())
            .or_insert_with(|| json!({}));
        if let Value::Object(path) = path {
            path.insert(route.method.as_str().to_lowercase(), operation);
        }
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Longshore",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A deploy console for Amazon ECS. Times are milliseconds since the epoch; documents travel as the JSON text that people have. Refusals are problems as RFC 9457 has them.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "longshore"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    })
}

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut parameters = path_parameters(&route.path);
    if let Some(query) = route.query {
        parameters.extend(query_parameters(&query(generator).to_value()));
    }
    if route.method != "GET" {
        parameters.push(json!({
            "name": "X-Longshore", "in": "header", "required": true,
            "description": "Any value; a page of another site cannot send it.",
            "schema": {"type": "string", "pattern": "^[0-9A-Za-z]{1,20}$"},
        }));
    }
    if route.has_key {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "A new random one for each click; the same one again is the same request.",
            "schema": {"type": "string", "pattern": "^[0-9A-Za-z-]{8,200}$"},
        }));
    }
    let mut operation = json!({
        "operationId": id(route),
        "summary": route.words,
        "parameters": parameters,
        "responses": responses(route, generator),
    });
    if let Value::Object(members) = &mut operation {
        if let Some(body) = route.body {
            let schema = body(generator).to_value();
            let content = json!({"application/json": {"schema": schema}});
            members.insert(
                "requestBody".to_owned(),
                json!({"required": true, "content": content}),
            );
        }
        match route.need {
            Need::Nobody => {}
            Need::Own => {
                members.insert("security".to_owned(), json!([{"session": []}]));
            }
            Need::Operation(needed) | Need::Anywhere(needed) => {
                let roles: Vec<&str> = needed.roles().iter().map(|role| role.as_str()).collect();
                let ways = if needed.is_for_tokens() {
                    json!([{"session": []}, {"token": []}])
                } else {
                    json!([{"session": []}])
                };
                members.insert("security".to_owned(), ways);
                members.insert("x-roles".to_owned(), json!(roles));
            }
        }
    }
    operation
}

fn responses(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut good = json!({"description": "It is so."});
    let content = match route.answer {
        Answer::Json(schema) => {
            Some(json!({"application/json": {"schema": schema(generator).to_value()}}))
        }
        Answer::Events(name, schema) => {
            // No schema: some take it for one of the text, others for one of each event.
            let of = schema(generator).to_value();
            Some(json!({"text/event-stream": {"x-event": name, "x-data": of}}))
        }
        Answer::Lines(schema) => {
            let of = schema(generator).to_value();
            Some(json!({"application/jsonl": {"schema": {"type": "string"}, "x-line": of}}))
        }
        Answer::Nothing => None,
    };
    if let (Value::Object(good), Some(content)) = (&mut good, content) {
        good.insert("content".to_owned(), content);
    }
    let problem = generator.subschema_for::<Problem>().to_value();
    let refusal = |words: &str| {
        json!({
            "description": words,
            "content": {"application/problem+json": {"schema": problem}},
        })
    };
    let mut responses = Map::new();
    responses.insert(route.status.as_str().to_owned(), good);
    for (status, words) in route.refusals {
        responses.insert(status.as_str().to_owned(), refusal(words));
    }
    responses.insert(
        "default".to_owned(),
        refusal("A refusal, with the way out."),
    );
    Value::Object(responses)
}

/// The parts of a path in braces.
fn path_parameters(path: &str) -> Vec<Value> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({
                "name": name, "in": "path", "required": true,
                "schema": {"type": "string", "minLength": 1},
            })
        })
        .collect()
}

/// The members of an object's schema, each as a parameter after `?`.
fn query_parameters(schema: &Value) -> Vec<Value> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let Some(members) = schema.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    members
        .iter()
        .map(|(name, member)| {
            json!({
                "name": name, "in": "query", "required": required.contains(&name.as_str()),
                "description": member.get("description"),
                "schema": without_null(member),
            })
        })
        .collect()
}

/// What may be left out is left out of an address, and never `null` there.
fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(one) = schema
        .get("type")
        .and_then(Value::as_array)
        .and_then(|types| types.iter().find(|one| *one != "null"))
        .cloned()
        && let Value::Object(members) = &mut schema
    {
        members.insert("type".to_owned(), one);
    }
    if let Some(one) = schema
        .get("anyOf")
        .and_then(Value::as_array)
        .and_then(|any| {
            any.iter()
                .find(|one| one.get("type") != Some(&json!("null")))
        })
        .cloned()
    {
        return one;
    }
    schema
}

/// Such as `post-changes-id-reviews`.
fn id(route: &Route) -> String {
    let path = route.path.replace(['{', '}'], "").replace('/', "-");
    format!("{}{path}", route.method.as_str().to_lowercase())
}
