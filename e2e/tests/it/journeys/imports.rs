//! Definitions as they are published, brought by paste: looking at them in the form changes no byte.

use anyhow::{Result, ensure};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::editor::{self, View};
use e2e::pages::sign_in::{DEPLOYER, sign_in};

const FIELD: &str = "Task definition (JSON)";
const AWS_DOCS: &str = include_str!("imports/aws-docs.json");
const ECSPRESSO: &str = include_str!("imports/ecspresso.json");
const COMPOSE: &str = include_str!("imports/compose.yaml");
const CLOUDFORMATION: &str = include_str!("imports/cloudformation.yaml");

/// Pastes a text where JSON is edited, and answers what stands there then.
async fn bring(visitor: &Visitor, text: &str, container: &str) -> Result<String> {
    visitor.go("/new").await?;
    editor::opens(visitor).await?;
    editor::show(visitor, View::Json).await?;
    visitor.paste_from_clipboard(FIELD, text).await?;
    editor::show(visitor, View::Form).await?;
    editor::show_container(visitor, container).await?;
    Ok(editor::files(visitor).await?.0)
}

/// Goes through the views and unfolds what there is; the files are as they were.
async fn look_around(visitor: &Visitor) -> Result<()> {
    let before = editor::files(visitor).await?;
    editor::show(visitor, View::Form).await?;
    for topic in ["Logs", "Health check", "Storage", "Command and start"] {
        editor::unfold(visitor, topic).await?;
    }
    for label in ["Family", "Image", "Execution role", "Cluster"] {
        visitor.click("field", label).await?;
        visitor.key(thirtyfour::Key::Escape).await?;
    }
    editor::show(visitor, View::Difference).await?;
    let after = editor::files(visitor).await?;
    ensure!(before == after, "{before:?} became {after:?}");
    Ok(())
}

#[tokio::test]
async fn a_definition_of_the_documentation_stays_as_it_is_to_the_byte() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        let text = bring(visitor, AWS_DOCS, "sample-app").await?;
        assert_eq!(text, AWS_DOCS);
        editor::show(visitor, View::Form).await?;
        assert_eq!(visitor.value("Family").await?, "sample-fargate");
        for stranger in ["Longshore does not know these members", "futureMember"] {
            visitor.sees(stranger).await?;
        }
        look_around(visitor).await?;
        // A change leaves what is unknown alone.
        editor::show(visitor, View::Form).await?;
        visitor.fill("Family", "sample").await?;
        let (text, _) = editor::files(visitor).await?;
        ensure!(
            text.contains("futureMember") && text.contains("\"sample\""),
            "{text}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn placeholders_of_ecspresso_stay_and_are_asked_for() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        let text = bring(visitor, ECSPRESSO, "app").await?;
        assert_eq!(text, ECSPRESSO);
        visitor.fill("IMAGE_TAG", "1.4.2").await?;
        look_around(visitor).await?;
        assert_eq!(editor::files(visitor).await?.0, ECSPRESSO);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_compose_file_becomes_containers() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        let text = bring(visitor, COMPOSE, "web").await?;
        for part in [
            "nginx:1.29",
            "redis:7.4",
            "\"MODE\"",
            "\"containerPort\": 80",
        ] {
            ensure!(text.contains(part), "there is no {part} in {text}");
        }
        editor::show(visitor, View::Form).await?;
        editor::show_container(visitor, "cache").await?;
        assert_eq!(visitor.value("Image").await?, "redis:7.4");
        look_around(visitor).await
    })
    .await
}

#[tokio::test]
async fn a_cloudformation_template_becomes_both_definitions() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        let text = bring(visitor, CLOUDFORMATION, "api").await?;
        for part in ["\"containerDefinitions\"", "\"orders\"", "uture"] {
            ensure!(text.contains(part), "there is no {part} in {text}");
        }
        let (_, service) = editor::files(visitor).await?;
        ensure!(service.contains("\"desiredCount\": 3"), "{service}");
        look_around(visitor).await
    })
    .await
}
