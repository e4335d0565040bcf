//! What is wrong is answered in place, with the way out, and nothing happens in AWS.

use anyhow::Result;
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::editor;
use e2e::pages::sign_in::{DEPLOYER, sign_in};

use super::first_deploy::{SERVICE, TASK_DEFINITION};

const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/none/0123456789abcdef";

#[tokio::test]
async fn each_slip_is_answered_in_place() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/new").await?;
        let with_group = SERVICE.replace("@@TARGET_GROUP_ARN@@", GROUP);
        let broken = TASK_DEFINITION.replace(r#""memory": 128,"#, "\n\"memory\": 128\n");
        let nameless = TASK_DEFINITION.replace(r#""name": "nginx", "#, "");
        let wordy = TASK_DEFINITION.replace("128", "\"lots\"");
        let elsewhere = SERVICE
            .replace(r#""cluster": "test""#, r#""cluster": "gone""#)
            .replace("@@TARGET_GROUP_ARN@@", GROUP);
        for (what, task_definition, service, said) in [
            (
                "broken JSON",
                broken.as_str(),
                with_group.as_str(),
                "Line 3",
            ),
            ("a missing name", &nameless, &with_group, "name"),
            ("memory of the wrong type", &wordy, &with_group, "number"),
            (
                "an unknown target group",
                TASK_DEFINITION,
                &with_group,
                "target group",
            ),
            (
                "a cluster that is gone",
                TASK_DEFINITION,
                &elsewhere,
                "cluster",
            ),
            (
                "an open placeholder",
                TASK_DEFINITION,
                SERVICE,
                "TARGET_GROUP_ARN",
            ),
        ] {
            editor::paste_files(visitor, task_definition, service).await?;
            visitor.press("Preview").await?;
            visitor
                .sees("to settle before a preview")
                .await
                .map_err(|error| error.context(what))?;
            visitor
                .sees(said)
                .await
                .map_err(|error| error.context(what))?;
            let path = visitor.path().await?;
            assert!(path.starts_with("/new"), "{what} leads to {path}");
        }
        Ok(())
    })
    .await
}
