//! The editor: the form, the files and the difference of a new service or a new version.

use anyhow::Result;

use crate::browser::Visitor;
use crate::until::{BOUND, Look, until};

/// A way to see the definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The form.
    Form,
    /// The two texts.
    Json,
    /// What differs from what runs.
    Difference,
}

/// Waits until the editor is there.
///
/// # Errors
///
/// When it does not come.
pub async fn opens(visitor: &Visitor) -> Result<()> {
    visitor.one("button", "Preview").await.map(|_| ())
}

/// Shows a view.
///
/// # Errors
///
/// When its tab is missing.
pub async fn show(visitor: &Visitor, view: View) -> Result<()> {
    let name = match view {
        View::Form => "Form",
        View::Json => "Files and JSON",
        View::Difference => "Difference",
    };
    visitor.click("tab", name).await
}

/// Pastes the two files into their places.
///
/// # Errors
///
/// When the fields are missing.
pub async fn paste_files(visitor: &Visitor, task_definition: &str, service: &str) -> Result<()> {
    show(visitor, View::Json).await?;
    visitor
        .paste("Task definition (JSON)", task_definition)
        .await?;
    visitor.paste("Service (JSON)", service).await
}

/// The two texts as the editor shows them.
///
/// # Errors
///
/// When the fields are missing.
pub async fn files(visitor: &Visitor) -> Result<(String, String)> {
    show(visitor, View::Json).await?;
    Ok((
        visitor.value("Task definition (JSON)").await?,
        visitor.value("Service (JSON)").await?,
    ))
}

/// Shows the fields of a container.
///
/// # Errors
///
/// When there is no such container.
pub async fn show_container(visitor: &Visitor, name: &str) -> Result<()> {
    visitor.click_beginning("button", name).await?;
    let title = format!("Container {name}");
    until(&format!("the fields of {name}"), BOUND, async || {
        let groups = visitor.names("group").await?;
        let is_shown = groups.iter().any(|group| group.starts_with(&title));
        Ok(if is_shown {
            Look::Done(())
        } else {
            Look::Not(groups.join(" | "))
        })
    })
    .await
}

/// Unfolds a topic; its line may also say what is set in it.
///
/// # Errors
///
/// When there is no such topic.
pub async fn unfold(visitor: &Visitor, topic: &str) -> Result<()> {
    visitor.click_beginning("fold", topic).await
}

/// Waits until the server has the draft, whose address the page then has.
///
/// # Errors
///
/// When it does not in time.
pub async fn is_saved(visitor: &Visitor) -> Result<String> {
    visitor.sees("Draft saved").await?;
    visitor
        .arrives("a draft", |path| path.contains("?draft="))
        .await
}

/// Adds a container behind the others, whose fields are shown then.
///
/// # Errors
///
/// When there is no button for it.
pub async fn add_container(visitor: &Visitor, name: &str, image: &str) -> Result<()> {
    // The index has a button for it, and the form.
    visitor.click_last("button", "Add a container").await?;
    visitor.focus_comes_to("Container name").await?;
    visitor.fill("Container name", name).await?;
    visitor.fill("Image", image).await
}

/// Adds an element to a list of the form and chooses it among what AWS has: `Subnet` of `Subnets`.
///
/// # Errors
///
/// When there is no such list, or nothing of the kind.
pub async fn add_chosen(visitor: &Visitor, one: &str, at: usize, suggestion: &str) -> Result<()> {
    visitor
        .press(&format!("Add a {}", one.to_lowercase()))
        .await?;
    visitor.choose(&format!("{one} {at}"), suggestion).await
}
