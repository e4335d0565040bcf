//! How near a definition is to the limits that have no room to argue: bytes and counts, for a
//! person to see while they type.

use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;

/// How much of a limit is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// What is measured, such as `Size`.
    pub label: &'static str,
    /// Where, in the document.
    pub pointer: Pointer,
    /// How much there is.
    pub used: usize,
    /// How much ECS takes.
    pub limit: usize,
    /// What is counted.
    pub unit: &'static str,
}

/// What ECS takes for one revision, as compact JSON. See the service quotas.
pub(super) const DEFINITION_BYTES: usize = 65_536;

/// What Fargate takes of all variables of a task together, names and values, before it refuses to
/// start the task. Those of secrets and files count too, and nobody knows these here.
const FARGATE_ENVIRONMENT_BYTES: usize = 124 * 1024;

/// What `RunTask` takes as overrides, with their braces and quotes.
const OVERRIDES_CHARACTERS: usize = 8192;

/// The meters of a document.
pub fn meters(document: &Document) -> Vec<Meter> {
    let json = document.json();
    match document.kind() {
        DocumentKind::TaskDefinition => {
            let mut meters = vec![Meter {
                label: "Size",
                pointer: Pointer::root(),
                used: json.compact_length(),
                limit: DEFINITION_BYTES,
                unit: "bytes",
            }];
            let environment = environment_bytes(json);
            if environment > 0 {
                meters.push(Meter {
                    label: "Variables of all containers",
                    pointer: Pointer::parse("/containerDefinitions"),
                    used: environment,
                    limit: FARGATE_ENVIRONMENT_BYTES,
                    unit: "bytes",
                });
            }
            meters
        }
        DocumentKind::Service => Vec::new(),
        DocumentKind::RunTask => json
            .get("overrides")
            .map(|overrides| Meter {
                label: "Overrides",
                pointer: Pointer::parse("/overrides"),
                used: overrides.to_compact().chars().count(),
                limit: OVERRIDES_CHARACTERS,
                unit: "characters",
            })
            .into_iter()
            .collect(),
    }
}

/// The names and values of all variables, with the sign between them and the zero at their end.
fn environment_bytes(json: &Json) -> usize {
    list(json, "containerDefinitions")
        .iter()
        .flat_map(|container| list(container, "environment"))
        .map(|variable| {
            let length = |name: &str| {
                variable
                    .get(name)
                    .and_then(Json::as_str)
                    .map_or(0, str::len)
            };
            length("name") + length("value") + 2
        })
        .sum()
}

fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    json.get(name).and_then(Json::as_array).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::meters;
    use crate::document::Document;

    #[test]
    fn counts_what_has_a_limit() {
        let text = r#"{"family":"a","containerDefinitions":[{"name":"a","image":"b","environment":[{"name":"A","value":"ö"},{"name":"B"}]}]}"#;
        let found: Vec<_> = meters(&Document::read(text, None).unwrap())
            .into_iter()
            .map(|meter| (meter.label, meter.used, meter.limit))
            .collect();
        assert_eq!(
            found,
            [
                ("Size", text.len(), 65_536),
                ("Variables of all containers", 5 + 3, 126_976)
            ]
        );
        let service = Document::read(r#"{"serviceName":"a"}"#, None).unwrap();
        assert_eq!(meters(&service), []);
    }
}
