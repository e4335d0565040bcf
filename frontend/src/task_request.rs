//! The request for a task that runs beside a service: where the service runs, with another command.
//! Pure.

use shared::json::{self, Json};
use shared::plan::{PLAN_TAG, TASK_DEFINITION_ARN};
use shared::pointer::Pointer;
use shared::wire::DraftGate;

/// What a task takes over from the service: where it runs, and in which network.
const FROM_SERVICE: [&str; 4] = [
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "networkConfiguration",
];

const OVERRIDES: &str = "/overrides/containerOverrides";

/// One task of a revision, as `RunTask` takes it, where a service runs.
pub(crate) fn beside(service: &Json, cluster: &str, task_definition: &str) -> Json {
    let root = Pointer::root();
    let mut request = Json::object();
    request.set(&root.member("cluster"), Json::from(cluster));
    request.set(&root.member("taskDefinition"), Json::from(task_definition));
    request.set(&root.member("count"), json::parse("1").unwrap_or_default());
    for name in FROM_SERVICE {
        let value = service.get(name).filter(|value| {
            !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
        });
        if let Some(value) = value {
            request.set(&root.member(name), value.clone());
        }
    }
    request
}

/// The same request with another command for one container; without words the container's own.
/// What else is different for containers stays.
pub(crate) fn with_command(mut request: Json, container: &str, words: &[String]) -> Json {
    let place = Pointer::parse(OVERRIDES);
    let mut overrides: Vec<Json> = request
        .at(&place)
        .and_then(Json::as_array)
        .unwrap_or_default()
        .to_vec();
    let own = Pointer::root().member("command");
    for one in &mut overrides {
        one.remove(&own);
    }
    if !words.is_empty() {
        let command = Json::Array(words.iter().map(|word| Json::from(word.as_str())).collect());
        let is_own = |one: &&mut Json| one.get("name").and_then(Json::as_str) == Some(container);
        match overrides.iter_mut().find(is_own) {
            Some(one) => {
                one.set(&own, command);
            }
            None => overrides.push(Json::Object(vec![
                ("name".to_owned(), Json::from(container)),
                ("command".to_owned(), command),
            ])),
        }
    }
    // What only names a container says nothing.
    overrides.retain(|one| one.as_object().is_none_or(|members| members.len() > 1));
    let around = Pointer::root().member("overrides");
    if overrides.is_empty() {
        request.remove(&place);
        let is_bare = request
            .at(&around)
            .and_then(Json::as_object)
            .is_some_and(<[(String, Json)]>::is_empty);
        if is_bare {
            request.remove(&around);
        }
    } else {
        if request.at(&around).is_none() {
            request.set(&around, Json::object());
        }
        request.set(&place, Json::Array(overrides));
    }
    request
}

/// The container that a request gives another command, and that command's words.
pub(crate) fn command_of(request: &Json) -> Option<(String, Vec<String>)> {
    let overrides = request.at(&Pointer::parse(OVERRIDES))?.as_array()?;
    overrides.iter().find_map(|one| {
        let name = one.get("name")?.as_str()?;
        let words = one.get("command")?.as_array()?.iter();
        let words = words.filter_map(Json::as_str).map(ToOwned::to_owned);
        Some((name.to_owned(), words.collect()))
    })
}

/// The request for a task that runs before a service is touched; nothing where its command or the
/// service cannot be read.
pub(crate) fn gate(gate: &DraftGate, service: &str) -> Option<String> {
    let service = json::parse(service).ok()?;
    let text = |member: &str| service.get(member).and_then(Json::as_str);
    let words = crate::command_line::split(&gate.command).ok()?;
    let request = beside(
        &service,
        text("cluster").unwrap_or_default(),
        text("taskDefinition").unwrap_or(TASK_DEFINITION_ARN),
    );
    Some(with_command(request, &gate.container, &words).to_compact())
}

/// The gate whose request this is, where it runs `task_definition`; nothing where it overrides more
/// than one command.
pub(crate) fn gate_of(request: &str, task_definition: &Json) -> Option<DraftGate> {
    let request = json::parse(request).ok()?;
    let Some(overrides) = request.get("overrides") else {
        let (container, _) = containers(task_definition).into_iter().next()?;
        return Some(DraftGate {
            container,
            command: String::new(),
        });
    };
    let (container, words) = command_of(&request)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let gate = DraftGate {
        container,
        command: crate::command_line::join(&words),
    };
    let own = with_command(
        Json::object(),
        &gate.container,
        &crate::command_line::split(&gate.command).ok()?,
    );
    (own.get("overrides") == Some(overrides)).then_some(gate)
}

/// A task definition as AWS describes it, out of what it is wrapped in, with the tags that stand
/// beside it there. Those of Longshore and of AWS itself belong to the revision that has them.
pub(crate) fn described(text: &str) -> Option<Json> {
    let json = json::parse(text).ok()?;
    let inner = json
        .get("taskDefinition")
        .filter(|inner| inner.as_object().is_some());
    let Some(inner) = inner else {
        return Some(json);
    };
    let mut definition = inner.clone();
    let tags: Vec<Json> = json
        .get("tags")
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .filter(|tag| {
            let key = tag.get("key").and_then(Json::as_str).unwrap_or_default();
            key != PLAN_TAG && !key.starts_with("aws:")
        })
        .cloned()
        .collect();
    if !tags.is_empty() {
        definition.set(&Pointer::root().member("tags"), Json::Array(tags));
    }
    Some(definition)
}

/// The names of a task definition's containers, in order, each with its own command in one line.
pub(crate) fn containers(task_definition: &Json) -> Vec<(String, String)> {
    let containers = task_definition
        .get("containerDefinitions")
        .and_then(Json::as_array)
        .unwrap_or_default();
    containers
        .iter()
        .filter_map(|container| {
            let name = container.get("name")?.as_str()?.to_owned();
            let words = container.get("command").and_then(Json::as_array);
            let words: Vec<&str> = words
                .unwrap_or_default()
                .iter()
                .filter_map(Json::as_str)
                .collect();
            Some((name, crate::command_line::join(&words)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json {
        json::parse(text).unwrap()
    }

    #[test]
    fn the_tags_of_people_stay_with_a_definition() {
        let text = r#"{"taskDefinition": {"family": "shop"}, "tags": [{"key": "team", "value": "shop"}, {"key": "longshore:plan", "value": "1"}, {"key": "aws:x", "value": "y"}]}"#;
        let wanted = r#"{"family": "shop", "tags": [{"key": "team", "value": "shop"}]}"#;
        assert_eq!(described(text), Some(read(wanted)));
        let bare = r#"{"taskDefinition": {"family": "shop"}}"#;
        assert_eq!(described(bare), Some(read(r#"{"family": "shop"}"#)));
    }

    fn words(line: &str) -> Vec<String> {
        crate::command_line::split(line).unwrap()
    }

    #[test]
    fn a_task_runs_where_the_service_runs() {
        let service = read(
            r#"{"serviceName": "web", "launchType": "FARGATE", "capacityProviderStrategy": [], "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"]}}, "desiredCount": 4}"#,
        );
        assert_eq!(
            beside(&service, "shop", "web:3").to_compact(),
            r#"{"cluster":"shop","taskDefinition":"web:3","count":1,"launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{"subnets":["s"]}}}"#
        );
    }

    #[test]
    fn a_command_moves_to_another_container_and_leaves_the_rest() {
        let request = read(
            r#"{"overrides": {"cpu": "256", "containerOverrides": [{"name": "web", "command": ["old"], "environment": []}]}}"#,
        );
        let moved = with_command(request, "job", &words("run it"));
        assert_eq!(
            moved.to_compact(),
            r#"{"overrides":{"cpu":"256","containerOverrides":[{"name":"web","environment":[]},{"name":"job","command":["run","it"]}]}}"#
        );
        assert_eq!(
            command_of(&moved),
            Some(("job".to_owned(), words("run it")))
        );
    }

    #[test]
    fn a_gate_is_read_from_its_request() {
        let runs = read(r#"{"containerDefinitions": [{"name": "web"}, {"name": "job"}]}"#);
        let of = |container: &str, command: &str| DraftGate {
            container: container.to_owned(),
            command: command.to_owned(),
        };
        for known in [of("job", "migrate 'all of it'"), of("web", "")] {
            let request = gate(&known, r#"{"cluster": "shop"}"#).unwrap();
            assert_eq!(gate_of(&request, &runs), Some(known));
        }
        // What the editor does not offer would be lost.
        let more = r#"{"overrides": {"containerOverrides": [{"name": "job", "command": ["x"], "environment": []}]}}"#;
        assert_eq!(gate_of(more, &runs), None);
    }

    #[test]
    fn without_a_command_nothing_is_overridden() {
        let request = with_command(read(r#"{"count": 1}"#), "web", &words("migrate"));
        let bare = with_command(request, "web", &[]);
        assert_eq!(bare.to_compact(), r#"{"count":1}"#);
        assert_eq!(command_of(&bare), None);
    }

    #[test]
    fn a_gate_runs_what_is_deployed_where_the_service_runs() {
        let migrate = DraftGate {
            container: "web".to_owned(),
            command: "python manage.py migrate".to_owned(),
        };
        let service = r#"{"cluster": "shop", "serviceName": "web", "taskDefinition": "@@TASKDEFINITION_ARN@@", "launchType": "EC2"}"#;
        assert_eq!(
            gate(&migrate, service).unwrap(),
            r#"{"cluster":"shop","taskDefinition":"@@TASKDEFINITION_ARN@@","count":1,"launchType":"EC2","overrides":{"containerOverrides":[{"name":"web","command":["python","manage.py","migrate"]}]}}"#
        );
    }
}
