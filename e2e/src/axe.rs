//! Lets axe-core look at a page.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::browser::Visitor;
use crate::tools::Venv;

/// WCAG 2.2 at level AA, which contains the earlier ones, and what axe-core's makers advise.
const TAGS: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: { type: 'tag', values: arguments[0] }, resultTypes: ['violations'], rules: arguments[1] })\
    .then((found) => done(found.violations), (error) => done(String(error)));";

/// Fails when axe-core finds anything on the page.
///
/// # Errors
///
/// When it finds something, one line for each element; or when it can't be run.
pub async fn ensure_accessible(visitor: &Visitor, what: &str) -> Result<()> {
    judge(visitor, what, json!({})).await
}

/// Fails when axe-core finds anything on the page but contrast: where a person has forced colors of
/// their own, axe-core takes the text's colour from the page and the ground's from the person.
///
/// # Errors
///
/// When it finds something, one line for each element; or when it can't be run.
pub async fn ensure_accessible_in_any_colors(visitor: &Visitor, what: &str) -> Result<()> {
    judge(visitor, what, json!({"color-contrast": {"enabled": false}})).await
}

async fn judge(visitor: &Visitor, what: &str, rules: Value) -> Result<()> {
    let file = Venv::find()?.package_file("axe_playwright_python/axe.min.js")?;
    let axe = std::fs::read_to_string(&file)
        .with_context(|| format!("{} can't be read", file.display()))?;
    visitor
        .run(
            &format!("if (!window.axe) {{ {axe}\n window.axe = window.axe ?? axe; }}"),
            Vec::new(),
        )
        .await?;
    let found = visitor.run_async(RUN, vec![json!(TAGS), rules]).await?;
    let Value::Array(violations) = found else {
        bail!("axe-core failed on {what}: {found}");
    };
    let lines: Vec<String> = violations.iter().flat_map(lines).collect();
    ensure!(
        lines.is_empty(),
        "axe-core finds on {what}:\n{}",
        lines.join("\n")
    );
    Ok(())
}

/// One line for each element that violates a rule.
fn lines(violation: &Value) -> Vec<String> {
    let text = |value: &Value, member: &str| {
        value
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let nodes = violation.get("nodes").and_then(Value::as_array);
    nodes
        .into_iter()
        .flatten()
        .map(|node| {
            format!(
                "{} ({}): {} — {}",
                text(violation, "id"),
                text(violation, "impact"),
                text(node, "html"),
                text(node, "failureSummary").replace('\n', " "),
            )
        })
        .collect()
}
