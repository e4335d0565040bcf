//! Roles and identities.

use serde_json::json;

use crate::services_seeded::{ECS, IAM, STS, Seeded, texts};

const DEPLOYER: &str = "arn:aws:iam::123456789012:role/deployer";

#[tokio::test]
async fn the_role_of_older_services_is_there() {
    let seeded = Seeded::start().await;
    let members = [("PathPrefix", "/ecs/")];
    let xml = seeded.ask(IAM, "ListRoles", &members).await;
    assert_eq!(
        texts(&xml, "Arn"),
        ["arn:aws:iam::123456789012:role/ecs/test_ecs_lb_role"]
    );
    let code = seeded
        .refused(IAM, "GetRole", &[("RoleName", "nobody")])
        .await;
    assert_eq!(code, "NoSuchEntity");
}

#[tokio::test]
async fn what_a_role_may_do_is_evaluated() {
    let seeded = Seeded::start().await;
    let simulate = async |context: Option<&str>| {
        let mut members = vec![
            ("PolicySourceArn", DEPLOYER),
            ("ActionNames.member.1", "ecs:UpdateService"),
            ("ActionNames.member.2", "ecs:DeleteService"),
            ("ActionNames.member.3", "iam:PassRole"),
            (
                "ResourceArns.member.1",
                "arn:aws:iam::123456789012:role/shop-web-task",
            ),
        ];
        if let Some(service) = context {
            members.push((
                "ContextEntries.member.1.ContextKeyName",
                "iam:PassedToService",
            ));
            members.push(("ContextEntries.member.1.ContextKeyType", "string"));
            members.push(("ContextEntries.member.1.ContextKeyValues.member.1", service));
        }
        let xml = seeded.ask(IAM, "SimulatePrincipalPolicy", &members).await;
        (texts(&xml, "EvalDecision"), xml)
    };
    let (decisions, xml) = simulate(None).await;
    assert_eq!(decisions, ["allowed", "explicitDeny", "implicitDeny"]);
    assert!(xml.contains("<MissingContextValues><member>iam:PassedToService</member>"));
    let (decisions, _) = simulate(Some("ecs-tasks.amazonaws.com")).await;
    assert_eq!(decisions, ["allowed", "explicitDeny", "allowed"]);
}

#[tokio::test]
async fn a_role_is_made_given_rights_and_deleted() {
    let seeded = Seeded::start().await;
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let role = [
        ("RoleName", "reports-task"),
        ("AssumeRolePolicyDocument", trust),
    ];
    seeded.ask(IAM, "CreateRole", &role).await;
    assert_eq!(
        seeded.refused(IAM, "CreateRole", &role).await,
        "EntityAlreadyExists"
    );
    let policy = r#"{"Statement":[{"Effect":"Allow","Action":"s3:GetObject"}]}"#;
    let broken = [
        ("RoleName", "reports-task"),
        ("PolicyName", "read"),
        ("PolicyDocument", policy),
    ];
    let code = seeded.refused(IAM, "PutRolePolicy", &broken).await;
    assert_eq!(code, "MalformedPolicyDocument");
    let managed = "arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess";
    let attached = [("RoleName", "reports-task"), ("PolicyArn", managed)];
    seeded.ask(IAM, "AttachRolePolicy", &attached).await;
    let named = [("RoleName", "reports-task")];
    assert_eq!(
        seeded.refused(IAM, "DeleteRole", &named).await,
        "DeleteConflict"
    );
    seeded.ask(IAM, "DetachRolePolicy", &attached).await;
    seeded.ask(IAM, "DeleteRole", &named).await;
}

#[tokio::test]
async fn only_trusted_roles_are_assumed() {
    let seeded = Seeded::start().await;
    let xml = seeded.ask(STS, "GetCallerIdentity", &[]).await;
    assert_eq!(texts(&xml, "Account"), ["123456789012"]);
    let members = [("RoleArn", DEPLOYER), ("RoleSessionName", "me")];
    let xml = seeded.ask(STS, "AssumeRole", &members).await;
    assert_eq!(
        texts(&xml, "Arn"),
        ["arn:aws:sts::123456789012:assumed-role/deployer/me"]
    );
    let members = [
        ("RoleArn", "arn:aws:iam::123456789012:role/shop-web-task"),
        ("RoleSessionName", "me"),
    ];
    assert_eq!(
        seeded.refused(STS, "AssumeRole", &members).await,
        "AccessDenied"
    );
}

#[tokio::test]
async fn a_session_does_only_what_its_policy_allows_as_well() {
    let seeded = Seeded::start().await;
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "NotAction": ["ecs:UpdateService", "sts:AssumeRole"], "Resource": "*"},
        {
            "Effect": "Allow", "Action": "ecs:UpdateService",
            "Resource": "arn:aws:ecs:eu-central-1:123456789012:service/production/shop-web",
        },
    ]})
    .to_string();
    let members = |policy| {
        [
            ("RoleArn", DEPLOYER),
            ("RoleSessionName", "me"),
            ("Policy", policy),
        ]
    };
    let long = " ".repeat(2049);
    for (unfit, code) in [("{", "MalformedPolicyDocument"), (&long, "ValidationError")] {
        let refused = seeded.refused(STS, "AssumeRole", &members(unfit)).await;
        assert_eq!(refused, code);
    }
    let xml = seeded.ask(STS, "AssumeRole", &members(&policy)).await;
    let key = texts(&xml, "AccessKeyId").remove(0);
    let update = async |cluster: &str, service: &str| {
        let input = json!({"cluster": cluster, "service": service, "forceNewDeployment": true});
        let answer = seeded.json_as(&key, ECS, "UpdateService", input).await;
        answer.map(drop)
    };
    assert_eq!(update("production", "shop-web").await, Ok(()));
    let named = "arn:aws:ecs:eu-central-1:123456789012:cluster/production";
    assert_eq!(update(named, "shop-web").await, Ok(()));
    let (code, message) = update("staging", "catalog").await.unwrap_err();
    assert_eq!(code, "AccessDeniedException");
    assert!(message.contains("no session policy allows"), "{message}");
    let all = seeded.json_as(&key, ECS, "ListClusters", json!({})).await;
    assert!(all.is_ok());
}
