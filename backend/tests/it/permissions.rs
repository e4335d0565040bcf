//! The IAM policy against reality: every call that the sources hold is allowed by it, and nothing
//! else is.

use std::collections::BTreeSet;
use std::path::Path;

use shared::wire::IamPolicy;

use crate::environments;
use crate::support::World;

/// What the policy allows beside the calls, because AWS asks for it when they are made.
const WITH_CALLS: [&str; 2] = ["iam:PassRole", "kms:Encrypt"];
/// What no policy can forbid.
const ALWAYS_ALLOWED: [&str; 1] = ["sts:GetCallerIdentity"];

/// Every source file of the room that calls AWS.
fn sources(folder: &Path, texts: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            texts.push((path.display().to_string(), text));
        }
    }
}

/// The values of a file's string constants of a name.
fn constants(text: &str, name: &str) -> BTreeSet<String> {
    let start = format!("const {name}: &str = \"");
    text.match_indices(&start)
        .filter_map(|(at, found)| text[at + found.len()..].split('"').next())
        .map(str::to_owned)
        .collect()
}

/// What an argument stands for: a literal, or a constant of the file.
fn values(text: &str, argument: &str) -> BTreeSet<String> {
    match argument.trim().strip_prefix('"') {
        Some(literal) => [literal.trim_end_matches('"').to_owned()].into(),
        // A macro's argument is a constant where the macro is used.
        None if argument.trim().starts_with('$') => constants(text, "OPERATION"),
        None => constants(text, argument.trim()),
    }
}

/// The actions of the calls that a file makes.
fn calls(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, start) in text.match_indices("AwsError::of(") {
        let mut arguments = text[at + start.len()..].splitn(3, ',');
        let (service, operation) = (arguments.next().unwrap(), arguments.next().unwrap());
        for service in values(text, service) {
            for operation in values(text, operation) {
                found.insert(format!("{service}:{operation}"));
            }
        }
    }
    // Services without a crate of their own are called by the names of their operations.
    if let Some((_, after)) = text.split_once("iam_prefix: \"") {
        let service = after.split('"').next().unwrap();
        let names = text.split('"').filter(|one| {
            let is_name = one.chars().all(|letter| letter.is_ascii_alphanumeric());
            let is_call = one.starts_with("Describe") || one.starts_with("List");
            is_name && is_call && !one.ends_with("Result")
        });
        found.extend(names.map(|name| format!("{service}:{name}")));
    }
    found
}

#[tokio::test]
async fn the_policy_allows_every_call_in_the_sources_and_nothing_else() {
    let mut texts = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/aws"),
        &mut texts,
    );
    let mut called = BTreeSet::new();
    for (path, text) in &texts {
        let found = calls(text);
        let reports = text.contains("AwsError::of(") && !path.ends_with("query.rs");
        assert!(!reports || !found.is_empty(), "no call is found in {path}");
        called.extend(found);
    }
    for known in [
        "ecs:RegisterTaskDefinition",
        "ecs:CreateService",
        "ecs:DescribeServices",
        "ec2:DescribeSubnets",
        "cloudwatch:DescribeAlarms",
        "elasticloadbalancing:DescribeTargetHealth",
        "logs:GetLogEvents",
        "ssm:PutParameter",
    ] {
        assert!(called.contains(known), "{known} is not found: {called:?}");
    }
    // With another environment, so that there is a role to be assumed.
    let world = environments::world().await;
    environments::add_staging(&world).await;
    let policy: IamPolicy = world.vera().await.read("/iam-policy").await;
    world.end().await;
    let allowed: BTreeSet<String> = policy
        .statements
        .iter()
        .flat_map(|statement| statement.actions.iter().cloned())
        .collect();
    let always: BTreeSet<String> = ALWAYS_ALLOWED.map(str::to_owned).into();
    let missing: Vec<&String> = called
        .iter()
        .filter(|one| !allowed.contains(*one) && !always.contains(*one))
        .collect();
    assert!(
        missing.is_empty(),
        "add to iam_policy/table.rs: {missing:?}"
    );
    let needless: Vec<&String> = allowed
        .iter()
        .filter(|one| !called.contains(*one) && !WITH_CALLS.contains(&one.as_str()))
        .collect();
    assert!(needless.is_empty(), "nothing calls {needless:?}");
}

#[tokio::test]
async fn the_policy_passes_the_roles_of_what_runs_to_tasks_in_the_clusters_that_there_are() {
    let world = World::new().await;
    let policy: IamPolicy = world.vera().await.read("/iam-policy").await;
    let passed = policy
        .statements
        .iter()
        .find(|one| one.actions == ["iam:PassRole"])
        .unwrap();
    assert!(
        passed
            .resources
            .contains(&"arn:aws:iam::123456789012:role/shop-web-task".to_owned()),
        "{passed:?}"
    );
    assert_eq!(passed.conditions[0].values, ["ecs-tasks.amazonaws.com"]);
    // The load balancer of the seeded service that shifts traffic is changed by a role.
    let handed = policy
        .statements
        .iter()
        .find(|one| one.sid == "DeployPassServiceRoles")
        .unwrap();
    assert!(handed.resources.iter().all(|one| one.contains(":role/")));
    assert_eq!(handed.conditions[0].values, ["ecs.amazonaws.com"]);
    assert!(policy.json.contains(":service/production/*"));
    assert!(policy.json.contains(":service/test/*"));
    assert!(policy.notes.iter().any(|note| note.contains("roles")));
    world
        .fault(serde_json::json!({
            "service": "ecs", "operation": "ListClusters", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let policy: IamPolicy = world.vera().await.read("/iam-policy").await;
    assert!(policy.json.contains(":service/*"));
    assert!(
        policy
            .notes
            .iter()
            .any(|note| note.contains("ecs:ListClusters")),
        "{:?}",
        policy.notes
    );
    world.end().await;
}
