//! A service document that speaks for a part of the service, carried over.

use crate::document::Document;
use crate::json::Json;
use crate::normal::normal;
use crate::pointer::Pointer;

/// What says which service is meant, or what is to happen to it, and nothing of what it is.
const SAID_AS_IT_IS: [&str; 5] = [
    "clientToken",
    "cluster",
    "forceNewDeployment",
    "service",
    "serviceName",
];

/// Members whose own members are each said by themselves, as `UpdateService` takes them.
const IN_PARTS: [&str; 1] = ["deploymentConfiguration"];

/// The part of a service that was said, with what a merge made of each member that it names: a
/// member is sent as a whole, and what stands in it beside the edit is what it has become since.
///
/// `now` is the service that the merge was for. Where `registers`, the part keeps the revision that
/// it names, which is registered with it.
pub fn part(said: &Document, merged: &Document, now: &Document, registers: bool) -> Document {
    let now = normal(now);
    let mut part = said.clone();
    let mut json = Json::object();
    for (name, value) in said.json().as_object().unwrap_or_default() {
        let is_kept = SAID_AS_IT_IS.contains(&name.as_str())
            || (registers && name == "taskDefinition")
            || value.is_null();
        let (merged, now) = (merged.json().get(name), now.json().get(name));
        let value = if is_kept {
            Some(value.clone())
        } else if IN_PARTS.contains(&name.as_str()) && value.as_object().is_some() {
            in_parts(value, merged, now)
        } else {
            whole(value, merged, now)
        };
        if let Some(value) = value {
            let value = if name == "tags" && !value.is_null() {
                own_tags(&value)
            } else {
                value
            };
            json.set(&Pointer::root().member(name), value);
        }
    }
    *part.json_mut() = json;
    part
}

/// Without the tags of AWS itself, which nobody sends and which stay.
pub fn own_tags(tags: &Json) -> Json {
    let is_own = |tag: &&Json| {
        let key = tag.get("key").and_then(Json::as_str);
        !key.is_some_and(|key| key.starts_with("aws:"))
    };
    let all = tags.as_array().unwrap_or_default();
    Json::Array(all.iter().filter(is_own).cloned().collect())
}

/// A member: as it is to be; as it was said, where that takes it away; nothing where it is gone
/// already.
fn whole(said: &Json, merged: Option<&Json>, now: Option<&Json>) -> Option<Json> {
    match (merged, now) {
        (Some(merged), _) => Some(merged.clone()),
        (None, Some(_)) => Some(said.clone()),
        (None, None) => None,
    }
}

fn in_parts(said: &Json, merged: Option<&Json>, now: Option<&Json>) -> Option<Json> {
    let mut json = Json::object();
    for (name, value) in said.as_object()? {
        let of = |around: Option<&'_ Json>| around.and_then(|json| json.get(name)).cloned();
        if let Some(value) = whole(value, of(merged).as_ref(), of(now).as_ref()) {
            json.set(&Pointer::root().member(name), value);
        }
    }
    json.as_object()
        .is_some_and(|members| !members.is_empty())
        .then_some(json)
}

#[cfg(test)]
mod tests {
    use super::part;
    use crate::document::Document;
    use crate::issue::DocumentKind;
    use crate::merge::{Choices, Side, merge};

    fn service(text: &str) -> Document {
        Document::read(text, Some(DocumentKind::Service)).unwrap()
    }

    fn carried(said: &str, mine: &str, theirs: &str, side: Option<Side>) -> String {
        let (base, mine, theirs) = (service(BASE), service(mine), service(theirs));
        let mut merged = merge(&base, &mine, &theirs, &Choices::new());
        if let Some(side) = side {
            let choices = merged.open.iter().map(|place| (place.clone(), side));
            merged = merge(&base, &mine, &theirs, &choices.collect());
        }
        let part = part(&service(said), &merged.document, &theirs, false);
        part.json().to_compact()
    }

    const BASE: &str = r#"{"cluster": "a", "serviceName": "web", "healthCheckGracePeriodSeconds": 10,
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a", "b", "c"], "securityGroups": ["x"]}},
        "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 100}}"#;

    #[test]
    fn what_stands_beside_the_edit_is_what_it_has_become() {
        let said = r#"{"cluster": "a", "service": "web", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a", "b"], "securityGroups": ["x"]}}}"#;
        let mine = BASE.replace(r#""b", "c""#, r#""b""#);
        let theirs = BASE.replace(r#"["x"]"#, r#"["y"]"#);
        assert_eq!(
            carried(said, &mine, &theirs, None),
            r#"{"cluster":"a","service":"web","networkConfiguration":{"awsvpcConfiguration":{"subnets":["a","b"],"securityGroups":["y"],"assignPublicIp":"DISABLED"}}}"#
        );
    }

    #[test]
    fn of_the_deployment_configuration_each_member_speaks_for_itself() {
        let said = r#"{"service": "web", "healthCheckGracePeriodSeconds": 20, "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 50}}"#;
        let mine = BASE.replace("100", "50").replace(": 10,", ": 20,");
        let theirs = BASE.replace("200", "150");
        assert_eq!(
            carried(said, &mine, &theirs, None),
            r#"{"service":"web","healthCheckGracePeriodSeconds":20,"deploymentConfiguration":{"maximumPercent":150,"minimumHealthyPercent":50}}"#
        );
    }

    #[test]
    fn it_says_what_was_chosen() {
        let said = r#"{"service": "web", "healthCheckGracePeriodSeconds": 20, "forceNewDeployment": true}"#;
        let mine = BASE.replace(": 10,", ": 20,");
        let theirs = BASE.replace(": 10,", ": 30,");
        for (side, seconds) in [(Side::Mine, 20), (Side::Theirs, 30)] {
            assert_eq!(
                carried(said, &mine, &theirs, Some(side)),
                format!(
                    r#"{{"service":"web","healthCheckGracePeriodSeconds":{seconds},"forceNewDeployment":true}}"#
                )
            );
        }
    }

    #[test]
    fn what_is_taken_away_is_said_as_it_was_unless_it_is_gone() {
        let with = BASE.replacen('{', r#"{"loadBalancers": [{"targetGroupArn": "t", "containerName": "web", "containerPort": 80}], "#, 1);
        let said = r#"{"service": "web", "loadBalancers": []}"#;
        let of = |theirs: &str| {
            let (base, mine, theirs) = (service(&with), service(BASE), service(theirs));
            let merged = merge(&base, &mine, &theirs, &Choices::new());
            part(&service(said), &merged.document, &theirs, false)
                .json()
                .to_compact()
        };
        assert_eq!(of(&with), r#"{"service":"web","loadBalancers":[]}"#);
        assert_eq!(of(BASE), r#"{"service":"web"}"#);
    }
}
