//! Holding a request against the wire types of the operation: a value of the wrong JSON type, a
//! missing required member, a value outside of an enum or of its bounds. Members that the types
//! don't know pass through: AWS grows faster than this table.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::{Map, Value};

use super::refusal;
use crate::error::AwsError;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("shapes.txt")));

struct Table {
    structures: HashMap<&'static str, Vec<Member>>,
    enums: HashMap<&'static str, Vec<&'static str>>,
}

struct Member {
    name: &'static str,
    required: bool,
    kind: &'static str,
}

impl Table {
    fn read(text: &'static str) -> Self {
        let mut table = Self {
            structures: HashMap::new(),
            enums: HashMap::new(),
        };
        for line in text.lines().filter(|line| !line.starts_with("# ")) {
            let Some((name, rest)) = line.split_once(':') else {
                continue;
            };
            if name.starts_with('#') {
                table.enums.insert(name, rest.split_whitespace().collect());
                continue;
            }
            let members = rest
                .split_whitespace()
                .filter_map(|member| {
                    let (name, kind) = member.split_once('=')?;
                    Some(Member {
                        name: name.trim_end_matches('!'),
                        required: name.ends_with('!'),
                        kind,
                    })
                })
                .collect();
            table.structures.insert(name, members);
        }
        table
    }
}

/// Checks a request and gives it back without the members that are `null`, which is how AWS reads
/// them.
pub(super) fn check_request(operation: &str, input: &Value) -> Result<Value, AwsError> {
    let shape = format!("{operation}Request");
    let input = checked_structure(&shape, input)?;
    let mut violations = Vec::new();
    find_violations(&shape, &input, "", &mut violations);
    match violations.len() {
        0 => Ok(input),
        count => {
            let noun = if count == 1 { "error" } else { "errors" };
            let message = format!(
                "{count} validation {noun} detected: {}",
                violations.join("; ")
            );
            Err(if operation == "RegisterTaskDefinition" {
                refusal::client(message)
            } else {
                refusal::invalid_parameter(message)
            })
        }
    }
}

fn checked_structure(shape: &str, value: &Value) -> Result<Value, AwsError> {
    let Value::Object(object) = value else {
        return Err(mismatch(value, "a structure"));
    };
    let known = TABLE.structures.get(shape);
    let mut clean = Map::new();
    for (name, value) in object.iter().filter(|(_, value)| !value.is_null()) {
        let kind = known
            .and_then(|members| members.iter().find(|member| member.name == name))
            .map(|member| member.kind);
        let value = match kind {
            Some(kind) => checked(kind, value)?,
            None => value.clone(),
        };
        clean.insert(name.clone(), value);
    }
    Ok(Value::Object(clean))
}

fn checked(kind: &str, value: &Value) -> Result<Value, AwsError> {
    if let Some(item) = inner(kind, '[', ']') {
        let Value::Array(list) = value else {
            return Err(match value {
                Value::Object(_) => {
                    serialization("Start of structure or map found where not expected.")
                }
                _ => serialization("Expected list or null"),
            });
        };
        return list
            .iter()
            .map(|value| checked(item, value))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array);
    }
    if let Some(item) = inner(kind, '{', '}') {
        let Value::Object(map) = value else {
            return Err(mismatch(value, "a map"));
        };
        return map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| Ok((key.clone(), checked(item, value)?)))
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object);
    }
    let (base, _) = bounded(kind);
    let right = match base {
        "string" => value.is_string(),
        "int" | "long" => value.as_i64().is_some() || value.as_f64().is_some_and(is_whole),
        "double" | "time" => value.is_number(),
        "bool" => value.is_boolean(),
        _ if base.starts_with('#') => value.is_string(),
        structure => return checked_structure(structure, value),
    };
    if right {
        Ok(value.clone())
    } else {
        let wanted = match base {
            "int" => "an Integer",
            "long" => "a Long",
            "double" => "a Double",
            "time" => "a Timestamp",
            "bool" => "a Boolean",
            _ => "a String",
        };
        Err(mismatch(value, wanted))
    }
}

fn find_violations(shape: &str, value: &Value, at: &str, violations: &mut Vec<String>) {
    for member in TABLE.structures.get(shape).into_iter().flatten() {
        let place = if at.is_empty() {
            member.name.to_owned()
        } else {
            format!("{at}.{}", member.name)
        };
        match value.get(member.name) {
            Some(value) => find_value_violations(member.kind, value, &place, violations),
            None if member.required => violations.push(format!(
                "Value null at '{place}' failed to satisfy constraint: Member must not be null"
            )),
            None => {}
        }
    }
}

fn find_value_violations(kind: &str, value: &Value, at: &str, violations: &mut Vec<String>) {
    if let (Some(item), Value::Array(list)) = (inner(kind, '[', ']'), value) {
        for (index, value) in list.iter().enumerate() {
            find_value_violations(
                item,
                value,
                &format!("{at}.{}.member", index + 1),
                violations,
            );
        }
        return;
    }
    if let (Some(item), Value::Object(map)) = (inner(kind, '{', '}'), value) {
        for (key, value) in map {
            find_value_violations(item, value, &format!("{at}.{key}"), violations);
        }
        return;
    }
    let (base, bounds) = bounded(kind);
    if let (Some(allowed), Value::String(text)) = (TABLE.enums.get(base), value) {
        if !allowed.contains(&text.as_str()) {
            violations.push(format!(
                "Value '{text}' at '{at}' failed to satisfy constraint: Member must satisfy enum \
                 value set: [{}]",
                allowed.join(", ")
            ));
        }
    } else if let Some((least, most)) = bounds {
        let number = value.as_i64().unwrap_or_default();
        if least.is_some_and(|least| number < least) {
            violations.push(format!(
                "Value '{number}' at '{at}' failed to satisfy constraint: Member must have value \
                 greater than or equal to {}",
                least.unwrap_or_default()
            ));
        }
        if most.is_some_and(|most| number > most) {
            violations.push(format!(
                "Value '{number}' at '{at}' failed to satisfy constraint: Member must have value \
                 less than or equal to {}",
                most.unwrap_or_default()
            ));
        }
    } else if TABLE.structures.contains_key(base) {
        find_violations(base, value, at, violations);
    }
}

fn inner(kind: &str, open: char, close: char) -> Option<&str> {
    kind.strip_prefix(open)?.strip_suffix(close)
}

/// A least and a most value.
type Bounds = (Option<i64>, Option<i64>);

/// `int(0..10)` is `int` with bounds.
fn bounded(kind: &str) -> (&str, Option<Bounds>) {
    let Some((base, bounds)) = kind.split_once('(') else {
        return (kind, None);
    };
    let bounds = bounds
        .trim_end_matches(')')
        .split_once("..")
        .map(|(least, most)| (least.parse().ok(), most.parse().ok()));
    (base, bounds)
}

fn is_whole(number: f64) -> bool {
    number.fract() == 0.0
}

fn mismatch(value: &Value, wanted: &str) -> AwsError {
    let found = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(number) if number.is_f64() => "DECIMAL_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) if wanted == "a structure" || wanted == "a map" => {
            return serialization("Unexpected field type");
        }
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => return serialization("Start of list found where not expected"),
        Value::Object(_) => {
            return serialization("Start of structure or map found where not expected.");
        }
    };
    serialization(&format!("{found} can not be converted to {wanted}"))
}

fn serialization(message: &str) -> AwsError {
    AwsError::new("SerializationException", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{TABLE, check_request};

    #[test]
    fn every_type_in_the_table_is_defined() {
        for (name, members) in &TABLE.structures {
            for member in members {
                let base = member
                    .kind
                    .trim_matches(['[', ']', '{', '}'])
                    .split('(')
                    .next()
                    .unwrap();
                let known = ["string", "int", "long", "double", "time", "bool"].contains(&base)
                    || TABLE.structures.contains_key(base)
                    || TABLE.enums.contains_key(base);
                assert!(known, "{name}.{}: {base}", member.name);
            }
        }
    }

    #[test]
    fn refuses_wrong_types_in_the_words_of_aws() {
        let cases = [
            (
                json!({"cpu": 256}),
                "NUMBER_VALUE can not be converted to a String",
            ),
            (
                json!({"containerDefinitions": [{"memory": "128"}]}),
                "STRING_VALUE can not be converted to an Integer",
            ),
            (
                json!({"containerDefinitions": {"name": "a"}}),
                "Start of structure or map found where not expected.",
            ),
            (
                json!({"containerDefinitions": [{"command": "sh"}]}),
                "Expected list or null",
            ),
            (
                json!({"family": ["a"]}),
                "Start of list found where not expected",
            ),
        ];
        for (input, message) in cases {
            let error = check_request("RegisterTaskDefinition", &input).unwrap_err();
            assert_eq!(error.code, "SerializationException", "{input}");
            assert_eq!(error.message, message, "{input}");
        }
    }

    #[test]
    fn keeps_what_it_does_not_know_and_drops_null() {
        let input = json!({"family": "a", "containerDefinitions": [], "newMember": {"x": null},
                           "taskRoleArn": null});
        assert_eq!(
            check_request("RegisterTaskDefinition", &input).unwrap(),
            json!({"family": "a", "containerDefinitions": [], "newMember": {"x": null}})
        );
    }

    #[test]
    fn names_enums_and_bounds() {
        let error = check_request(
            "CreateService",
            &json!({"serviceName": "a", "launchType": "fargate",
                    "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 2000}]}),
        )
        .unwrap_err();
        assert_eq!(error.code, "InvalidParameterException");
        assert!(
            error.message.starts_with("2 validation errors detected: "),
            "{error:?}"
        );
        assert!(
            error.message.contains("Value 'fargate' at 'launchType'"),
            "{error:?}"
        );
        assert!(
            error.message.contains("less than or equal to 1000"),
            "{error:?}"
        );
    }
}
