//! Several environments side by side: each with its clusters, its way to AWS and its roles.

use serde_json::{Value, json};
use shared::permission::{Grant, Role};
use shared::wire::{
    Environment, EnvironmentCheck, EnvironmentStart, EnvironmentState, KeptEnvironment, Listing,
    ProblemCode, ServiceList,
};

use crate::support::{Person, REGION, Setup, World, fresh_key, problem};

const ROLE: &str = "arn:aws:iam::123456789012:role/longshore";
/// A service of the cluster `staging`.
const SERVICE: &str = "catalog";
const EXTERNAL_ID: &str = "longshore-8f2b0c4d";

/// A world whose own environment looks after one cluster, so that others may have the rest.
pub(crate) async fn world() -> World {
    World::with(Setup {
        clusters: vec!["production".to_owned()],
        ..Setup::default()
    })
    .await
}

/// Makes the role that Longshore is to assume, as the owner of the account would.
async fn make_role(world: &World) {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:user/developer"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
    }]});
    world
        .iam(
            "CreateRole",
            &[
                ("RoleName", "longshore"),
                ("AssumeRolePolicyDocument", &trust.to_string()),
            ],
        )
        .await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "*", "Resource": "*",
    }]});
    world
        .iam(
            "PutRolePolicy",
            &[
                ("RoleName", "longshore"),
                ("PolicyName", "all"),
                ("PolicyDocument", &policy.to_string()),
            ],
        )
        .await;
}

fn settings(clusters: &[&str], external_id: &str) -> Value {
    json!({
        "region": REGION,
        "access": {"kind": "role", "role_arn": ROLE, "external_id": external_id},
        "clusters": clusters,
    })
}

async fn add(ada: &Person, name: &str, settings: &Value) -> KeptEnvironment {
    let body = json!({"settings": settings, "base_version": 0});
    let request = ada.put(&format!("/environment-settings/{name}"), &body);
    Person::answered(request, 200).await
}

async fn check(ada: &Person, name: &str, settings: &Value) -> EnvironmentCheck {
    let body = json!({"name": name, "settings": settings});
    Person::answered(ada.post("/environment-check", &body), 200).await
}

/// Adds an environment that is reached by a role.
pub(crate) async fn add_staging(world: &World) -> KeptEnvironment {
    make_role(world).await;
    let ada = world.ada().await;
    add(&ada, "staging", &settings(&["staging"], EXTERNAL_ID)).await
}

async fn clusters_seen(person: &Person) -> Vec<String> {
    let list: ServiceList = person.read("/services").await;
    let mut clusters: Vec<String> = list
        .clusters
        .into_iter()
        .map(|cluster| cluster.name)
        .collect();
    clusters.sort();
    clusters
}

#[tokio::test]
async fn settings_are_tried_before_they_are_kept() {
    let world = world().await;
    let ada = world.ada().await;
    let start: EnvironmentStart = ada.read("/environment-start").await;
    assert!(start.external_id.len() > 30);
    assert_eq!(
        start.caller.as_deref(),
        Some("arn:aws:iam::123456789012:user/developer")
    );
    let missing = check(&ada, "staging", &settings(&["staging"], EXTERNAL_ID)).await;
    assert_eq!(missing.faults[0].member, "role_arn");
    let texts = missing.role.unwrap();
    assert!(texts.trust_policy.contains("user/developer"));
    assert!(texts.trust_policy.contains(EXTERNAL_ID));

    make_role(&world).await;
    let other_id = check(&ada, "staging", &settings(&["staging"], "another-id")).await;
    assert_eq!(other_id.faults[0].member, "role_arn");
    let good = check(
        &ada,
        "staging",
        &settings(&["staging", "soon"], EXTERNAL_ID),
    )
    .await;
    assert_eq!(good.faults, []);
    assert_eq!(good.account.as_deref(), Some("123456789012"));
    let caller = good.caller.unwrap();
    assert!(
        caller.contains("assumed-role/longshore/longshore"),
        "{caller}"
    );
    assert!(good.clusters.contains(&"staging".to_owned()));
    assert_eq!(good.notes.len(), 1);
    assert!(good.notes[0].contains("soon"));

    let mut elsewhere = settings(&["staging"], EXTERNAL_ID);
    elsewhere["region"] = json!("mars");
    let wrong = check(&ada, "Sta ging", &elsewhere).await;
    let members: Vec<&str> = wrong
        .faults
        .iter()
        .map(|fault| fault.member.as_str())
        .collect();
    assert_eq!(&members[..2], ["name", "region"]);
    // What cannot work is not kept.
    let body = json!({"settings": elsewhere, "base_version": 0});
    let request = ada.put("/environment-settings/staging", &body);
    assert_eq!(
        Person::told(request, 400).await,
        Some(ProblemCode::BadRequest)
    );
    let kept: Listing<KeptEnvironment> = ada.read("/environment-settings").await;
    assert_eq!(kept.items.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn each_environment_has_its_clusters_and_its_deployments() {
    let world = world().await;
    make_role(&world).await;
    let ada = world.ada().await;
    let kept = add(&ada, "staging", &settings(&["staging"], EXTERNAL_ID)).await;
    assert_eq!(kept.state, EnvironmentState::Running);
    assert_eq!(
        (kept.version, kept.account.as_deref()),
        (1, Some("123456789012"))
    );
    let listed: Listing<Environment> = ada.read("/environments").await;
    let names: Vec<&str> = listed.items.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["staging", "test"]);

    let here = world.dana().await;
    let there = here.at("staging");
    assert_eq!(clusters_seen(&here).await, ["production"]);
    assert_eq!(clusters_seen(&there).await, ["staging"]);
    let strange = there
        .get("/clusters/production/services/shop-web")
        .send()
        .await;
    assert_eq!(strange.unwrap().status(), 404);
    let foreign =
        json!({"cluster": "production", "service": "shop-web", "forceNewDeployment": true});
    let refused = there
        .plan_request(None, &foreign.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 400);
    let words = problem(refused).await.detail;
    assert!(
        words.contains("looks after the clusters staging"),
        "{words}"
    );

    // Carried out in a session that tells who had it done.
    let own = json!({"cluster": "staging", "service": SERVICE, "forceNewDeployment": true});
    let preview = there.plan(None, &own.to_string()).await;
    let borrowed = here.deploy_request(&preview.hash, &fresh_key());
    assert_eq!(
        Person::told(borrowed, 404).await,
        Some(ProblemCode::NotFound)
    );
    let deployment = there.deploy(&preview.hash).await;
    there.finished(&deployment.id).await;
    let sessions = world.sent("AssumeRole").await;
    let told = |session: &str| {
        sessions
            .iter()
            .any(|(_, request)| request.contains(&format!("\"RoleSessionName\":\"{session}\"")))
    };
    assert!(told("longshore=dana"), "{sessions:?}");
    assert!(told("longshore"));
    // The person's session may write to that service alone; the other is Longshore's own.
    let is_narrowed = |(_, request): &&(u16, String)| {
        request.contains("\"Policy\"") && request.contains(&format!("service/staging/{SERVICE}"))
    };
    let persons = |(_, request): &&(u16, String)| request.contains("longshore=dana");
    assert!(sessions.iter().filter(persons).all(|one| is_narrowed(&one)));
    assert_eq!(
        sessions.iter().filter(is_narrowed).count(),
        sessions.iter().filter(persons).count()
    );

    // And it is there alone.
    for path in [
        format!("/deployments/{}", deployment.id),
        format!("/deployments/{}/events", deployment.id),
        format!("/plans/{}", preview.hash),
    ] {
        assert_eq!(
            here.get(&path).send().await.unwrap().status(),
            404,
            "{path}"
        );
        assert_eq!(
            there.get(&path).send().await.unwrap().status(),
            200,
            "{path}"
        );
    }
    let command = json!({"command": "cancel"});
    let path = format!("/deployments/{}/commands", deployment.id);
    assert_eq!(
        here.post(&path, &command).send().await.unwrap().status(),
        404
    );
    let listed: Value = here.read("/deployments").await;
    assert_eq!(listed["items"], json!([]));
    world.end().await;
}

#[tokio::test]
async fn changes_and_drafts_of_one_environment_are_absent_in_another() {
    let world = world().await;
    make_role(&world).await;
    let ada = world.ada().await;
    add(&ada, "staging", &settings(&["staging"], EXTERNAL_ID)).await;
    let (here, there) = (ada.at("test"), ada.at("staging"));
    let own = json!({"cluster": "staging", "service": SERVICE, "forceNewDeployment": true});
    let preview = there.plan(None, &own.to_string()).await;
    let body = json!({
        "title": "Again", "reason": "To see", "plan_hashes": [preview.hash], "when": {"when": "by-hand"},
    });
    let key = fresh_key();
    let stolen = here.post("/changes", &body).header("idempotency-key", &key);
    assert_eq!(stolen.send().await.unwrap().status(), 404);
    let proposed = there
        .post("/changes", &body)
        .header("idempotency-key", &key);
    let change: Value = Person::answered(proposed, 201).await;
    let path = format!("/changes/{}", change["change"]["id"]);
    let reason = json!({"reason": "x"});
    for request in [
        here.get(&path),
        here.get(&format!("{path}/events")),
        here.post(&format!("{path}/withdrawal"), &reason),
        here.put(
            &format!("{path}/words"),
            &json!({"title": "x", "reason": "x"}),
        ),
        here.post(&format!("{path}/carrying-over"), &json!({"chosen": []})),
    ] {
        let answer = request.send().await.unwrap();
        let (url, status) = (answer.url().clone(), answer.status());
        assert!(status == 404 || status == 400, "{url} {status}");
    }
    let unchanged: Value = there.read(&path).await;
    assert_eq!(unchanged["change"]["state"], change["change"]["state"]);
    // Lists are of all that one may see.
    let listed: Value = here.read("/changes?view=all").await;
    assert_eq!(listed["items"][0]["environment"], "staging");
    let listed: Value = here.read("/changes?view=all&environment=test").await;
    assert_eq!(listed["items"], json!([]));

    let draft = "/drafts/0123456789abcdef0123456789abcdef";
    let body = json!({
        "base_version": 0, "title": "New", "cluster": null, "service": null,
        "content": {"task_definition": "{}", "service": "{}"},
    });
    let saved = there.put(draft, &body).send().await.unwrap();
    assert_eq!(saved.status(), 200, "{}", saved.text().await.unwrap());
    for request in [
        here.get(draft),
        here.put(draft, &body),
        here.get(&format!("{draft}/events")),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 404);
    }
    here.delete(draft).send().await.unwrap();
    assert_eq!(there.get(draft).send().await.unwrap().status(), 200);
    world.end().await;
}

#[tokio::test]
async fn somebody_sees_only_where_they_have_a_role() {
    let world = world().await;
    make_role(&world).await;
    let ada = world.ada().await;
    add(&ada, "staging", &settings(&["staging"], EXTERNAL_ID)).await;
    let grant = Grant {
        environment: Some("staging".to_owned()),
        role: Role::Deployer,
    };
    world.add("otto", Some(grant)).await;
    let otto = world.signed_in("otto").await;
    let listed: Listing<Environment> = otto.read("/environments").await;
    let names: Vec<&str> = listed.items.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["staging"]);
    assert_eq!(
        otto.at("test")
            .get("/services")
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    assert_eq!(
        otto.at("staging")
            .get("/services")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    let reason = json!({"reason": "maintenance"});
    let own = otto.at("staging").put("/pauses/environment", &reason);
    assert_eq!(own.send().await.unwrap().status(), 200);
    // A role in one environment holds up no other.
    let all = otto.at("staging").put("/pauses/everything", &reason);
    assert_eq!(Person::told(all, 403).await, Some(ProblemCode::Forbidden));
    let settings = otto.get("/environment-settings");
    assert_eq!(
        Person::told(settings, 403).await,
        Some(ProblemCode::Forbidden)
    );
    world.end().await;
}

#[tokio::test]
async fn no_cluster_is_looked_after_twice_and_no_name_leads_elsewhere() {
    let world = world().await;
    make_role(&world).await;
    let ada = world.ada().await;
    for clusters in [&[][..], &["staging", "production"]] {
        let found = check(&ada, "loose", &settings(clusters, EXTERNAL_ID)).await;
        assert_eq!(found.faults.len(), 1);
        assert!(
            found.faults[0]
                .words
                .starts_with("test looks after the cluster production")
        );
    }
    let path = "/environment-settings/staging";
    let first = add(&ada, "staging", &settings(&["staging"], EXTERNAL_ID)).await;
    // Somebody who starts from an older version does not overwrite a newer one.
    let body = |base: i64, clusters: &[&str]| json!({"settings": settings(clusters, EXTERNAL_ID), "base_version": base});
    let wider = ada.put(path, &body(first.version, &["staging", "test"]));
    let kept: KeptEnvironment = Person::answered(wider, 200).await;
    assert_eq!(kept.version, 2);
    let late = ada.put(path, &body(first.version, &["staging"]));
    assert_eq!(
        Person::told(late, 409).await,
        Some(ProblemCode::EnvironmentMoved)
    );
    assert_eq!(clusters_seen(&ada.at("staging")).await, ["staging", "test"]);
    // The one of the command line is changed there.
    let given = ada.put("/environment-settings/test", &body(0, &["test"]));
    assert_eq!(Person::told(given, 409).await, Some(ProblemCode::TooLate));

    // What was given up is gone, and comes back under its name as what it was.
    assert_eq!(ada.delete(path).send().await.unwrap().status(), 204);
    assert_eq!(
        ada.at("staging")
            .get("/services")
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    let again = add(&ada, "staging", &settings(&["staging"], EXTERNAL_ID)).await;
    assert_eq!(again.version, 4);
    assert_eq!(clusters_seen(&ada.at("staging")).await, ["staging"]);
    let audited: Value = ada.read("/audit?action=environment.set").await;
    assert_eq!(audited["items"].as_array().unwrap().len(), 3);
    world.end().await;
}
