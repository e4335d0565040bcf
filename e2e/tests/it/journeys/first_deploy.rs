//! A service that is not there yet.

use anyhow::{Result, ensure};
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::new_service::{self, Form};
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, editor, new_version, preview};
use serde_json::Value;

pub(super) const TASK_DEFINITION: &str = r#"{"family": "nginx", "containerDefinitions": [{"name": "nginx", "image": "nginx:alpine", "memory": 128, "portMappings": [{"containerPort": 80, "protocol": "tcp"}]}]}"#;
pub(super) const SERVICE: &str = r#"{"cluster": "test", "serviceName": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@", "loadBalancers": [{"targetGroupArn": "@@TARGET_GROUP_ARN@@", "containerName": "nginx", "containerPort": 80}], "desiredCount": 1, "role": "/ecs/test_ecs_lb_role", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}"#;

#[tokio::test]
async fn a_form_leads_to_a_steady_state() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        let form = Form {
            name: "greeter",
            image: "nginx:alpine",
            memory: "128",
            port: "80",
            cluster: "test",
            target_group: "nginx-internal",
            desired: "2",
        };
        new_service::fill(visitor, form).await?;
        preview::ask(visitor).await?;
        visitor.sees("First deploy").await?;
        preview::deploy(visitor).await?;
        deployment::succeeds(visitor).await?;
        visitor.follow("Back to the service").await?;
        visitor.one("heading", "greeter").await?;
        visitor.sees("Running greeter:1").await?;
        visitor.sees("2 of 2 tasks").await
    })
    .await
}

#[tokio::test]
async fn pasted_files_are_deployed_byte_for_byte_and_again_as_a_new_version() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        editor::paste_files(visitor, TASK_DEFINITION, SERVICE).await?;
        visitor.choose("TARGET_GROUP_ARN", "nginx").await?;
        preview::ask(visitor).await?;
        let requests = preview::requests(visitor).await?;
        let operations: Vec<&str> = requests.iter().map(|one| one.operation.as_str()).collect();
        assert_eq!(operations, ["RegisterTaskDefinition", "CreateService"]);
        for (request, typed) in requests.iter().zip([TASK_DEFINITION, SERVICE]) {
            let sent = request.json()?;
            for (member, value) in serde_json::from_str::<Value>(typed)?.as_object().unwrap() {
                let own = sent.get(member).unwrap_or(&Value::Null);
                // Only the placeholder of the target group is filled in.
                ensure!(
                    own == value || member == "loadBalancers",
                    "{member} is {own}, not {value}"
                );
            }
        }
        let service = &requests[1].json()?;
        let group = service.pointer("/loadBalancers/0/targetGroupArn").unwrap();
        ensure!(group.to_string().contains(":targetgroup/nginx/"), "{group}");
        preview::deploy(visitor).await?;
        deployment::succeeds(visitor).await?;
        let sent = deployment::sent_hashes(visitor).await?;
        ensure!(
            sent.contains(&requests[0].sha256),
            "{sent:?} were sent, not {}",
            requests[0].sha256
        );

        let new_version_page = "/clusters/test/services/nginx/new-version";
        visitor.go(new_version_page).await?;
        editor::opens(visitor).await?;
        preview::ask(visitor).await?;
        visitor.sees("There is nothing to do").await?;

        visitor.go(new_version_page).await?;
        new_version::type_image(visitor, "nginx", "nginx:1.29-alpine").await?;
        preview::ask(visitor).await?;
        preview::deploy(visitor).await?;
        deployment::succeeds(visitor).await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running nginx:2").await
    })
    .await
}
