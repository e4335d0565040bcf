//! Blame over HTTP: what gave each value of what runs, with the people and the reason, and what came
//! without Longshore.

use serde_json::{Value, json};
use shared::deployment::Verdict;
use shared::wire::{Blame, BlamedField, Origin, Preview};

use crate::support::{Person, World, fresh_key, verdict};

const PATH: &str = "/clusters/production/services/shop-web/blame";

/// The running task definition, to be registered anew.
async fn running(world: &World) -> Value {
    let named = json!({"cluster": "production", "services": ["shop-web"]});
    let services = world.ecs("DescribeServices", &named).await;
    let arn = &services["services"][0]["taskDefinition"];
    let described = world
        .ecs("DescribeTaskDefinition", &json!({"taskDefinition": arn}))
        .await;
    let mut definition = described["taskDefinition"].clone();
    let reported = [
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
    ];
    for member in reported {
        definition.as_object_mut().unwrap().remove(member);
    }
    definition
}

fn variable(definition: &mut Value, name: &str, value: &str) {
    let container = &mut definition["containerDefinitions"][0];
    if container["environment"].is_null() {
        container["environment"] = json!([]);
    }
    let all = container["environment"].as_array_mut().unwrap();
    all.push(json!({"name": name, "value": value}));
}

/// Has a plan proposed, approved and deployed, with a reason.
async fn through_review(people: [&Person; 3], preview: &Preview) -> (i64, String) {
    let [eli, rosa, dana] = people;
    let body = json!({
        "title": "Basket behind a switch", "reason": "The basket team wants to try it",
        "plan_hashes": [preview.hash],
    });
    let request = eli
        .post("/changes", &body)
        .header("idempotency-key", fresh_key());
    let proposed: Value = Person::answered(request, 201).await;
    let change = &proposed["change"];
    let id = change["id"].as_i64().unwrap();
    let version = &change["versions"][0];
    let mut named = json!({"version": version["number"], "digest": version["digest"]});
    let mut review = named.clone();
    review["decision"] = json!("approve");
    review["reason"] = json!("");
    let request = rosa.post(&format!("/changes/{id}/reviews"), &review);
    drop::<Value>(Person::answered(request, 200).await);
    named["despite_freeze"] = Value::Null;
    let request = dana
        .post(&format!("/changes/{id}/deployments"), &named)
        .header("idempotency-key", fresh_key());
    let queued: Value = Person::answered(request, 201).await;
    let deployment = queued["change"]["deployments"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let ended = dana.finished(&deployment).await;
    assert_eq!(verdict(&ended).0, Verdict::Succeeded);
    (id, deployment)
}

fn field<'b>(blame: &'b Blame, label: &str) -> (&'b BlamedField, &'b Origin) {
    let found = blame.fields.iter().find(|field| field.label == label);
    let field = found.unwrap_or_else(|| {
        let labels: Vec<&str> = blame.fields.iter().map(|one| one.label.as_str()).collect();
        panic!("no {label} in {labels:?}")
    });
    (field, &blame.origins[field.origin])
}

#[tokio::test]
async fn each_value_is_told_with_the_change_the_people_and_the_reason() {
    let world = World::new().await;
    let [eli, rosa, dana, vera] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.dana().await,
        world.vera().await,
    ];
    let before: Blame = vera.read(PATH).await;
    assert!(before.failures.is_empty(), "{:?}", before.failures);
    // Nothing is Longshore's yet, and nothing is claimed to be.
    assert!(
        before.origins.iter().all(|origin| matches!(
            origin,
            Origin::Revision { .. } | Origin::BeforeLongshore { .. }
        )),
        "{:?}",
        before.origins
    );
    let mut definition = running(&world).await;
    variable(&mut definition, "FEATURE_BASKET", "on");
    variable(&mut definition, "DB_PASSWORD", "correct-horse-battery");
    let service = json!({
        "cluster": "production", "service": "shop-web",
        "taskDefinition": "@@TASKDEFINITION_ARN@@", "healthCheckGracePeriodSeconds": 71,
    });
    let preview = eli
        .plan(Some(&definition.to_string()), &service.to_string())
        .await;
    let (id, deployment) = through_review([&eli, &rosa, &dana], &preview).await;
    let text = vera.get(PATH).send().await.unwrap().text().await.unwrap();
    assert!(!text.contains("correct-horse"), "a secret is shown");
    let blame: Blame = serde_json::from_str(&text).unwrap();
    for (label, value) in [
        ("variable FEATURE_BASKET", "on"),
        ("grace period", "71 seconds"),
    ] {
        let whole = blame.fields.iter().find(|one| one.label.ends_with(label));
        let whole = whole.map_or_else(|| label.to_owned(), |one| one.label.clone());
        let (field, origin) = field(&blame, &whole);
        assert_eq!(field.value, value);
        let Origin::Deployment(told) = origin else {
            panic!("{label} is of {origin:?}")
        };
        assert_eq!(told.id, deployment);
        assert_eq!(told.started_by, "dana");
        let change = told.change.as_ref().unwrap();
        assert_eq!(change.id, id);
        assert_eq!(change.reason, "The basket team wants to try it");
        assert_eq!(change.authors, ["eli"]);
        assert_eq!(change.approved_by, ["rosa"]);
    }
    // What was there before is still told so: with the revision that brought it, or as the oldest.
    let (_, origin) = field(&blame, "shop-web: image");
    assert!(
        matches!(
            origin,
            Origin::Revision {
                is_oldest: false,
                registered_by: Some(_),
                ..
            }
        ),
        "{origin:?}"
    );
    let (_, origin) = field(&blame, "network mode");
    assert!(
        matches!(
            origin,
            Origin::Revision {
                is_oldest: true,
                ..
            }
        ),
        "{origin:?}"
    );
    let absent = vera
        .get("/clusters/production/services/nothing/blame")
        .send()
        .await
        .unwrap();
    assert_eq!(absent.status(), 404);
    world.end().await;
}

#[tokio::test]
async fn what_somebody_changed_without_longshore_is_told_so_and_since_when() {
    let world = World::new().await;
    let dana = world.dana().await;
    let mut definition = running(&world).await;
    variable(&mut definition, "OURS", "1");
    let service = json!({
        "cluster": "production", "service": "shop-web",
        "taskDefinition": "@@TASKDEFINITION_ARN@@", "healthCheckGracePeriodSeconds": 72,
    });
    let preview = dana
        .plan(Some(&definition.to_string()), &service.to_string())
        .await;
    let ours = dana.deploy(&preview.hash).await;
    assert_eq!(
        verdict(&dana.finished(&ours.id).await).0,
        Verdict::Succeeded
    );
    // Somebody registers another revision, moves the service to it, and changes a setting.
    variable(&mut definition, "THEIRS", "2");
    let registered = world.ecs("RegisterTaskDefinition", &definition).await;
    let arn = registered["taskDefinition"]["taskDefinitionArn"]
        .as_str()
        .unwrap();
    let update = json!({
        "cluster": "production", "service": "shop-web", "taskDefinition": arn,
        "healthCheckGracePeriodSeconds": 90,
    });
    world.ecs("UpdateService", &update).await;
    world.advance(600).await;
    let blame: Blame = dana.read(PATH).await;
    let of = |end: &str| {
        let found = blame.fields.iter().find(|one| one.label.ends_with(end));
        let found = found.unwrap_or_else(|| panic!("no {end}"));
        (found.value.as_str(), &blame.origins[found.origin])
    };
    let (value, origin) = of("variable OURS");
    assert_eq!(value, "1");
    assert!(
        matches!(origin, Origin::Deployment(told) if told.id == ours.id && told.change.is_none()),
        "{origin:?}"
    );
    let (_, origin) = of("variable THEIRS");
    let Origin::Revision {
        revision,
        registered_by: Some(_),
        registered_at_ms: Some(_),
        is_oldest: false,
    } = origin
    else {
        panic!("{origin:?}")
    };
    assert!(arn.ends_with(revision.as_str()), "{revision}");
    let (value, origin) = of("grace period");
    assert_eq!(value, "90 seconds");
    assert!(
        matches!(
            origin,
            Origin::Outside {
                before_ms: None,
                ..
            }
        ),
        "{origin:?}"
    );
    // Deployed over it, ours is what gives the value from then on.
    let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 45});
    let preview = dana.plan(None, &service.to_string()).await;
    let again = dana.deploy(&preview.hash).await;
    dana.finished(&again.id).await;
    let blame: Blame = dana.read(PATH).await;
    let grace = blame
        .fields
        .iter()
        .find(|one| one.label.ends_with("grace period"))
        .unwrap();
    let origin = &blame.origins[grace.origin];
    assert!(
        matches!(origin, Origin::Deployment(told) if told.id == again.id),
        "{origin:?}"
    );
    world.end().await;
}
