//! The audit over HTTP and on the command line: what stands in it, and what tampering leaves behind.

use std::path::Path;
use std::process::Command;

use serde_json::json;
use shared::audit::{AuditHead, AuditRecord, Outcome};
use shared::wire::{AuditCheck, Listing};

use crate::support::{World, edit, fresh_key};

fn verify(database: &Path, more: &[&str]) -> (Option<i32>, String) {
    let url = backend::store::Store::sqlite_url(database);
    let output = Command::new(env!("CARGO_BIN_EXE_longshore"))
        .args(["audit", "verify", "--database", &url])
        .args(more)
        .output()
        .unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), words)
}

/// What a thief does first.
const UNSEAL: [&str; 2] = [
    "drop trigger audit_is_not_changed",
    "drop trigger audit_is_not_removed",
];

#[tokio::test]
async fn what_people_did_and_were_refused_stands_in_the_audit_with_where_they_came_from() {
    let world = World::new().await;
    let [vera, dana, ada] = [
        world.vera().await,
        world.dana().await,
        world.signed_in("ada").await,
    ];
    let refused = vera
        .put("/pauses/environment", &json!({"reason": "x"}))
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 403);
    let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 71});
    let preview = dana.plan(None, &service.to_string()).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.finished(&deployment.id).await;
    assert_eq!(dana.get("/audit").send().await.unwrap().status(), 403);
    let list: Listing<AuditRecord> = ada.read("/audit").await;
    let of = |action: &str| {
        // Oldest first; that dana may not read the audit stands in it, too.
        let found = list
            .items
            .iter()
            .rev()
            .find(|record| record.action == action);
        found.unwrap_or_else(|| panic!("no {action}"))
    };
    let refusal = of("request.refused");
    assert_eq!(refusal.outcome, Outcome::Refused);
    assert_eq!(refusal.who.as_deref(), Some("vera"));
    assert_eq!(refusal.address.as_deref(), Some("127.0.0.1"));
    assert!(refusal.subject.ends_with("/pauses/environment"));
    let requested = of("deployment.requested");
    assert_eq!(requested.who.as_deref(), Some("dana"));
    assert!(requested.detail.contains(&preview.hash));
    let called = of("aws.answered");
    assert_eq!(called.who, None);
    assert!(called.detail.contains("UpdateService"));
    // Also what Longshore did by itself is found by its environment.
    assert_eq!(called.environment, requested.environment);
    of("deployment.finished");
    let export = ada.get("/audit/export").send().await.unwrap();
    let lines = export.text().await.unwrap();
    let head: AuditHead = ada.read("/audit/head").await;
    let exported: Vec<AuditRecord> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(exported.len() <= usize::try_from(head.sequence).unwrap());
    assert_eq!(exported[0].sequence, 1);
    world.end().await;
}

#[tokio::test]
async fn the_engine_refuses_to_change_or_remove_a_record() {
    use sqlx::{Connection as _, Executor as _};
    let world = World::new().await;
    let dana = world.dana().await;
    dana.put("/pauses/environment", &json!({"reason": "x"}))
        .send()
        .await
        .unwrap();
    world.store().await.bind_audit().await.unwrap();
    let database = world.database_file();
    let url = backend::store::Store::sqlite_url(&database);
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    for statement in ["update audit set who = 'vera'", "delete from audit"] {
        let refused = connection.execute(statement).await.unwrap_err();
        assert!(refused.to_string().contains("only added to"), "{refused}");
    }
    connection.close().await.unwrap();
    world.end().await;
}

#[tokio::test]
async fn a_record_that_was_changed_removed_or_cut_off_is_found() {
    let mut world = World::new().await;
    let dana = world.dana().await;
    for seconds in [72, 73] {
        let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": seconds});
        let preview = dana.plan(None, &service.to_string()).await;
        let request = dana.deploy_request(&preview.hash, &fresh_key());
        let deployment: shared::deployment::Deployment =
            request.send().await.unwrap().json().await.unwrap();
        dana.finished(&deployment.id).await;
    }
    world.stop().await;
    let original = world.database_file();
    let store = world.store().await;
    let head = store.audit_head().await.unwrap().to_string();
    store.close().await;
    let (status, words) = verify(&original, &["--head", &head]);
    assert_eq!(status, Some(0), "{words}");
    assert!(words.contains("whole"), "{words}");

    let folder = tempfile::tempdir().unwrap();
    let last = "(select max(sequence) from audit)";
    let cut_with_trace = format!(
        "update audit_head set sequence = {last}, hash = (select hash from audit where sequence = {last})"
    );
    for (name, edits, found) in [
        (
            "changed",
            vec!["update audit set who = 'vera' where sequence = 2"],
            "record 2 was changed",
        ),
        (
            "another-way",
            vec!["update audit set via = 'elsewhere' where sequence = 2"],
            "record 2 was changed",
        ),
        (
            "another-outcome",
            vec!["update audit set outcome = 'elsewise' where sequence = 2"],
            "record 2 was changed",
        ),
        (
            "of-another-type",
            vec!["update audit set at = at + 0.5, who = x'00ff' where sequence = 2"],
            "record 2 was changed",
        ),
        (
            "removed",
            vec!["delete from audit where sequence = 2"],
            "record 2 is missing",
        ),
        ("cut", vec!["delete from audit where sequence > 3"], ""),
        (
            "moved-back",
            vec![
                "update audit_head set sequence = 3, hash = (select hash from audit where sequence = 3)",
            ],
            "somebody moved it back",
        ),
        (
            "cut-with-trace",
            vec!["delete from audit where sequence > 3", &cut_with_trace],
            "cut off",
        ),
    ] {
        let copy = folder.path().join(format!("{name}.sqlite"));
        std::fs::copy(&original, &copy).unwrap();
        edit(&copy, &UNSEAL).await;
        edit(&copy, &edits).await;
        let (status, words) = verify(&copy, &["--head", &head]);
        assert_eq!(status, Some(1), "{name}: {words}");
        assert!(
            words.contains("not whole") && words.contains(found),
            "{name}: {words}"
        );
    }
    world.end().await;
}

/// A change that was deployed, one that waits, and a deployment without a change.
async fn some_history(world: &World) {
    let [dana, eli] = [world.dana().await, world.signed_in("eli").await];
    for (person, seconds) in [(&dana, 74), (&eli, 75)] {
        let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": seconds});
        let preview = person.plan(None, &service.to_string()).await;
        let body = json!({
            "title": "Longer", "reason": "It starts slowly", "plan_hashes": [preview.hash],
            "when": {"when": "by-hand"},
        });
        let request = person
            .post("/changes", &body)
            .header("idempotency-key", fresh_key());
        let proposed: shared::wire::ChangeDetail =
            request.send().await.unwrap().json().await.unwrap();
        if seconds == 74 {
            let path = format!("/changes/{}/deployments", proposed.change.id);
            let body = json!({"version": 1, "digest": proposed.change.version().unwrap().digest});
            let request = dana
                .post(&path, &body)
                .header("idempotency-key", fresh_key());
            let queued: shared::wire::ChangeDetail =
                request.send().await.unwrap().json().await.unwrap();
            dana.finished(&queued.change.deployments[0]).await;
        }
    }
    let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 76});
    let preview = dana.plan(None, &service.to_string()).await;
    dana.finished(&dana.deploy(&preview.hash).await.id).await;
}

/// What is called so, the edits that make it, and the words in which it is found.
type Edit = (&'static str, Vec<&'static str>, &'static str);

fn past_longshore() -> Vec<Edit> {
    let mut all = edits_of_history();
    all.extend(edits_of_lists());
    all.extend(edits_of_rules());
    all
}

fn edits_of_history() -> Vec<Edit> {
    vec![
        (
            "put in another order",
            vec![
                "update change_events set sequence = -sequence where change_id = 1 and sequence in (2, 3)",
                "update change_events set sequence = 5 + sequence where change_id = 1 and sequence < 0",
            ],
            "change 1: the audit does not tell of",
        ),
        (
            "put in",
            vec!["insert into change_events values (2, 9, 0, null, '{\"event\":\"approved\"}')"],
            "change 2: the audit does not tell of change.approved",
        ),
        (
            "changed",
            vec![
                "update change_events set event = replace(event, 'Longer', 'Shorter') where change_id = 2",
            ],
            "change 2: the audit does not tell of change.proposed by eli",
        ),
        (
            "taken away",
            vec![
                "delete from change_events where change_id = 1 and sequence = (select max(sequence) from change_events where change_id = 1)",
            ],
            "change 1: the audit tells of change.ended",
        ),
        (
            "no event",
            vec!["update change_events set event = '{}' where change_id = 2 and sequence = 1"],
            "change 2: could not read what the database holds as a change's event",
        ),
        (
            "another type",
            vec!["update deployments set started_by = x'ff'"],
            "somebody wrote it past Longshore",
        ),
        (
            "the list",
            vec!["update changes set state = 'queued' where id = 2"],
            "change 2: its state in the list is queued",
        ),
        (
            "all of a change",
            vec![
                "delete from change_targets where change_id = 2",
                "delete from change_people where change_id = 2",
                "delete from change_keys where change_id = 2",
                "delete from change_events where change_id = 2",
                "delete from changes where id = 2",
            ],
            "change 2: the audit tells of it, and it is not there",
        ),
        (
            "who asked",
            vec!["update deployments set started_by = 'vera'"],
            "its row says that vera asked for it",
        ),
        (
            "elsewhere",
            vec!["update deployments set environment = 'prod'"],
            "its row says that it is in prod, and the audit test",
        ),
        (
            "how it ended",
            vec!["update deployments set verdict = 'failed'"],
            "how it ended differs",
        ),
        (
            "another plan",
            vec![
                "update deployments set plan_hash = (select hash from plans where hash not in (select plan_hash from deployments)) where change_id is null",
            ],
            "does not tell of deployment.requested by dana",
        ),
        (
            "a call",
            vec!["delete from journal where event like '%call-answered%UpdateService%'"],
            "the audit tells of aws.answered",
        ),
    ]
}

fn edits_of_lists() -> Vec<Edit> {
    vec![
        (
            "an emergency",
            vec!["update changes set broken_by = 'eli' where id = 1"],
            "change 1: its emergencies in the list",
        ),
        (
            "a list of another environment",
            vec!["update changes set environment = 'prod' where id = 2"],
            "change 2: its environment in the list",
        ),
        (
            "when it is due",
            vec!["update changes set due_at = 5 where id = 2"],
            "change 2: its version, when it is due",
        ),
        (
            "no author",
            vec!["delete from change_people where change_id = 2 and part = 'author'"],
            "change 2: its services and people",
        ),
        (
            "another author",
            vec![
                "insert into change_people (change_id, name, part, environment, state) select id, 'rosa', 'author', environment, state from changes where id = 2",
            ],
            "change 2: its services and people",
        ),
        (
            "no services",
            vec!["update changes set targets = '[]' where id = 2"],
            "change 2: its services and people",
        ),
        (
            "a service of another author",
            vec!["update change_targets set author = 'rosa' where change_id = 2"],
            "change 2: its services and people",
        ),
        (
            "a service that was put in",
            vec![
                "insert into change_targets (change_id, environment, cluster, service, state, author) select id, environment, 'production', 'zz', state, 'vera' from changes where id = 2",
            ],
            "change 2: its services and people",
        ),
        (
            "an approval",
            vec![
                "insert into change_people (change_id, name, part, environment, state) select id, 'rosa', 'approver', environment, state from changes where id = 2",
            ],
            "change 2: its services and people",
        ),
        (
            "another service",
            vec!["update change_targets set service = 'orders-api' where change_id = 2"],
            "change 2: its services and people",
        ),
    ]
}

fn edits_of_rules() -> Vec<Edit> {
    vec![
        (
            "a policy",
            vec![
                "update policies set policy = replace(policy, '\"approvals\":0', '\"approvals\":1')",
            ],
            "policy of test: it is not what the audit tells",
        ),
        (
            "an environment",
            vec![
                "insert into environments (name, settings, account, version, created_by, created_at, updated_by, updated_at) values ('shadow', '{}', '1', 1, 'ada', 0, 'ada', 0)",
            ],
            "environment shadow: the audit does not tell that it was ever set",
        ),
        (
            "in an emergency",
            vec!["update users set break_glass = 1 where name = 'vera'"],
            "person vera: whether the password opens",
        ),
        (
            "an identity",
            vec![
                "insert into identities (issuer, subject, user_name) values ('https://id.example', '1', 'ada')",
            ],
            "person ada: the identities at a provider",
        ),
        (
            "a name that is given again",
            vec!["delete from given_names where name_key = 'vera'"],
            "name vera: it was given, and could be given again",
        ),
        (
            "a name of who is gone",
            vec![
                "insert into former_identities (issuer, subject, user_name) values ('https://id.example', '1', 'vera')",
            ],
            "name vera: it is kept for somebody who did not have it",
        ),
        (
            "no policy",
            vec!["delete from policies"],
            "policy of test: the audit tells of it, and it is not kept",
        ),
        (
            "a pause",
            vec![
                "insert into pauses (scope, environment, paused_by, paused_at, reason) values ('environment', 'test', 'vera', 0, 'So')",
            ],
            "pause of environment test: the audit does not tell that it stands",
        ),
        (
            "a role",
            vec!["insert into grants values ('vera', '', 'administrator')"],
            "person vera: the roles are not those",
        ),
        (
            "an account",
            vec![
                "insert into users (name, name_key, password_hash, trial, created_at, break_glass) values ('mallory', 'mallory', 'x', 0, 0, 0)",
            ],
            "person mallory: the audit does not tell of the account",
        ),
    ]
}

#[tokio::test]
async fn what_was_written_past_longshore_is_found_though_the_chain_is_whole() {
    let mut world = World::new().await;
    let ada = world.signed_in("ada").await;
    let policy = json!({"policy": {"expires_after_days": 5}, "base_version": 0});
    assert_eq!(
        ada.put("/policy", &policy).send().await.unwrap().status(),
        200
    );
    for update in [
        json!({"disabled": true}),
        json!({"disabled": false, "grants": [{"environment": "test", "role": "viewer"}]}),
    ] {
        let request = ada.patch("/people/remy", &update);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    some_history(&world).await;
    for scope in ["environment", "everything"] {
        let pause = ada.put(&format!("/pauses/{scope}"), &json!({"reason": "lunch"}));
        assert!(pause.send().await.unwrap().status().is_success());
        if scope == "environment" {
            let over = ada
                .delete(&format!("/pauses/{scope}"))
                .send()
                .await
                .unwrap();
            assert!(over.status().is_success());
        }
    }
    world.stop().await;
    let original = world.database_file();
    let (status, words) = verify(&original, &[]);
    assert_eq!(status, Some(0), "{words}");
    assert!(
        words.contains("changes and deployments are as it tells"),
        "{words}"
    );
    let folder = tempfile::tempdir().unwrap();
    for (name, edits, found) in past_longshore() {
        let copy = folder.path().join(format!("{name}.sqlite"));
        std::fs::copy(&original, &copy).unwrap();
        edit(&copy, &edits).await;
        let (status, words) = verify(&copy, &[]);
        assert_eq!(status, Some(1), "{name}: {words}");
        assert!(words.contains(found), "{name}: {words}");
    }
    world.end().await;
}

/// Every literal of the form `"room.deed"` after the word `action` in the sources, and what can
/// happen to a change, by the API's own description.
async fn told(world: &World) -> std::collections::BTreeSet<String> {
    let mut all = std::collections::BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let tells = ["Deed {", "Done {", "Deed::of_person("];
            if !tells.iter().any(|words| text.contains(words)) {
                continue;
            }
            let literals = text.split('"').skip(1).step_by(2);
            all.extend(literals.filter(|text| is_action(text)).map(str::to_owned));
        }
    }
    let ada = world.signed_in("ada").await;
    let document: serde_json::Value = ada.read("/openapi.json").await;
    let events = &document["components"]["schemas"]["ChangeEntry"];
    let mut names = Vec::new();
    constants(events, &mut names);
    assert!(names.contains(&"proposed".to_owned()), "{events}");
    all.extend(names.into_iter().map(|name| format!("change.{name}")));
    all
}

fn is_action(text: &str) -> bool {
    text.split_once('.').is_some_and(|(room, deed)| {
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        is_word(room) && is_word(deed)
    })
}

/// The constants of a schema's member `event`, however deep it stands.
fn constants(schema: &serde_json::Value, names: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(members) => {
            let name = members
                .get("properties")
                .and_then(|properties| properties.get("event")?.get("const")?.as_str());
            names.extend(name.map(str::to_owned));
            members.values().for_each(|member| constants(member, names));
        }
        serde_json::Value::Array(elements) => {
            for element in elements {
                constants(element, names);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_action_that_is_told_has_words_and_no_words_are_left_over() {
    let world = World::new().await;
    let told = told(&world).await;
    let worded: std::collections::BTreeSet<String> = shared::audit::ACTIONS
        .iter()
        .map(|(action, _)| (*action).to_owned())
        .collect();
    assert_eq!(told, worded);
    world.end().await;
}

#[tokio::test]
async fn the_chain_is_verified_over_http_and_held_against_a_head_that_was_kept() {
    let mut world = World::new().await;
    let ada = world.signed_in("ada").await;
    let kept: AuditHead = ada.read("/audit/head").await;
    for reason in ["one", "two"] {
        let body = json!({"reason": reason});
        ada.put("/pauses/environment", &body).send().await.unwrap();
    }
    let check: AuditCheck = ada.read(&format!("/audit/verify?head={kept}")).await;
    assert_eq!(check.broken, None);
    assert_eq!(check.checked, check.end);
    assert!(check.end.sequence >= kept.sequence + 2);
    let on = format!("/audit/verify?after={}", kept.sequence);
    let check: AuditCheck = ada.read(&on).await;
    assert_eq!((check.broken, check.checked == check.end), (None, true));
    for (search, status) in [("head=1:x", 400), ("after=999999", 404), ("after=-1", 404)] {
        let answer = ada
            .get(&format!("/audit/verify?{search}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{search}");
    }
    let beyond = AuditHead {
        sequence: check.end.sequence + 1_000,
        ..kept.clone()
    };
    let check: AuditCheck = ada.read(&format!("/audit/verify?head={beyond}")).await;
    let words = check.broken.unwrap();
    assert!(words.contains("cut off"), "{words}");
    world.stop().await;
    let database = world.database_file();
    let forged = format!(
        "update audit set who = 'vera' where sequence = {}",
        kept.sequence + 1
    );
    edit(&database, &[UNSEAL[0], UNSEAL[1], &forged]).await;
    world.start().await;
    let ada = world.signed_in("ada").await;
    let check: AuditCheck = ada.read("/audit/verify").await;
    let words = check.broken.unwrap();
    assert!(words.contains("was changed"), "{words}");
    world.end().await;
}
