//! Whether a role may read secrets and parameters.

use serde_json::json;
use shared::wire::{Listing, Offer, Readability};

use crate::support::{Person, World};

const EXECUTION: &str = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole";
const TASK: &str = "arn:aws:iam::123456789012:role/shop-web-task";
const PARAMETER: &str = "/production/shop-web/SESSION_KEY";

async fn ask(person: &Person, role: &str, value_from: &[&str]) -> Vec<Readability> {
    let body = json!({"role": role, "value_from": value_from});
    let answer = person.post("/readability", &body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn secret(person: &Person) -> String {
    let secrets: Listing<Offer> = person.read("/offers/secrets?search=relay").await;
    secrets.items[0].value.clone()
}

#[tokio::test]
async fn what_policies_allow_is_told_with_the_way_out() {
    let world = World::new().await;
    let vera = world.vera().await;
    let member = format!("{}:password:AWSCURRENT:", secret(&vera).await);
    let told = ask(&vera, EXECUTION, &[PARAMETER, &member]).await;
    assert_eq!(told.len(), 2);
    for one in &told {
        assert_eq!(one.readable, Some(true), "{one:?}");
    }
    assert_eq!(told[0].words, "The role ecsTaskExecutionRole may read it.");
    // Its value is never asked for.
    assert_eq!(
        told[1].words,
        "The role ecsTaskExecutionRole may read it. Whether it has the member password is not known: Longshore reads no secret's value."
    );
    assert_eq!(told[1].value_from, member);
    let told = ask(&vera, TASK, &[PARAMETER, &member]).await;
    assert_eq!(told[0].readable, Some(false));
    assert_eq!(
        told[0].words,
        "The role shop-web-task may not read it: allow ssm:GetParameters on arn:aws:ssm:eu-central-1:123456789012:parameter/production/shop-web/SESSION_KEY."
    );
    assert_eq!(told[1].readable, Some(false));
    assert!(
        told[1]
            .words
            .contains("allow secretsmanager:GetSecretValue on ")
    );
    assert!(!told[1].words.contains(":password"), "{}", told[1].words);
    // One call for each action, however many references there are: to read and to decrypt, of
    // parameters and of secrets.
    assert_eq!(world.sent("SimulatePrincipalPolicy").await.len(), 2 * 4);
    world.end().await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_read() {
    let world = World::new().await;
    let vera = world.vera().await;
    let told = ask(
        &vera,
        EXECUTION,
        &["/production/none", "arn:aws:s3:::bucket"],
    )
    .await;
    assert_eq!(told[0].readable, Some(false));
    assert!(told[0].words.contains("create it"), "{}", told[0].words);
    assert_eq!(told[1].readable, None);
    assert!(told[1].words.starts_with("Could not be told"));
    world.end().await;
}

#[tokio::test]
async fn what_is_elsewhere_is_not_called_missing() {
    let world = World::new().await;
    let vera = world.vera().await;
    let elsewhere = [
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:none-AbCdEf",
        "arn:aws:secretsmanager:eu-central-1:210987654321:secret:none-AbCdEf",
        "arn:aws:ssm:us-east-1:123456789012:parameter/none",
        "/aws/service/ecs/optimized-ami",
    ];
    let told = ask(&vera, EXECUTION, &elsewhere).await;
    for one in &told {
        assert!(!one.words.contains("nothing of this name"), "{one:?}");
    }
    let public = "allow ssm:GetParameters on arn:aws:ssm:eu-central-1::parameter/aws/service/";
    assert!(told[3].words.contains(public), "{:?}", told[3]);
    assert!(world.sent("DescribeSecret").await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn what_could_not_be_told_is_said() {
    let world = World::new().await;
    world
        .fault(json!({
            "operation": "SimulatePrincipalPolicy", "kind": "error", "status": 403,
            "code": "AccessDenied", "message": "No.",
        }))
        .await;
    let vera = world.vera().await;
    let told = ask(&vera, EXECUTION, &[PARAMETER]).await;
    assert_eq!(told[0].readable, None);
    assert_eq!(
        told[0].words,
        "Could not be told: iam:SimulatePrincipalPolicy is not allowed to Longshore."
    );
    world.end().await;
}
