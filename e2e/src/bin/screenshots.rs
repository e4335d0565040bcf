//! Takes the pictures of the pages that the README shows: `screenshots --out FOLDER`.
//!
//! It starts the binary with a fresh data folder and walks through a deployment, a failed one and a
//! review, so that the pictures show what the product does and not what somebody arranged.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use e2e::browser::{Theme, Viewport, Visitor, visit, visit_in_two};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, EDITOR, REVIEWER, sign_in};
use e2e::pages::{change, deployment, editor, new_version, preview};
use e2e::until::ROLLOUT_BOUND;

/// Slow enough for a picture of a deployment on its way.
const SPEED: u32 = 10;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = out_folder(std::env::args_os().skip(1).map(PathBuf::from))?;
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("{} can't be made", folder.display()))?;
    let longshore = Longshore::start_at(SPEED)?;
    visit(longshore.url(), async |visitor| {
        show_what_runs(visitor, &folder).await?;
        show_the_editor(visitor, &folder).await?;
        show_a_deployment(visitor, &folder).await?;
        show_a_failure(visitor, &folder).await
    })
    .await?;
    visit_in_two(longshore.url(), async |author, reviewer| {
        show_a_review(author, reviewer, &folder).await
    })
    .await
}

fn out_folder(mut arguments: impl Iterator<Item = PathBuf>) -> Result<PathBuf> {
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(flag), Some(folder), None) if flag == Path::new("--out") => Ok(folder),
        _ => bail!("usage: screenshots --out FOLDER"),
    }
}

async fn take(visitor: &Visitor, folder: &Path, name: &str) -> Result<()> {
    let picture = visitor.picture().await?;
    let file = folder.join(format!("{name}.png"));
    std::fs::write(&file, picture).with_context(|| format!("{} can't be written", file.display()))
}

async fn show_what_runs(visitor: &Visitor, folder: &Path) -> Result<()> {
    sign_in(visitor, DEPLOYER, "/").await?;
    visitor.sees("4 of 4 running").await?;
    take(visitor, folder, "services-light").await?;
    visitor.prefer(Theme::Dark).await?;
    take(visitor, folder, "services-dark").await?;
    visitor.prefer(Theme::Light).await?;
    visitor.resize(Viewport::Phone).await?;
    take(visitor, folder, "services-phone").await?;
    visitor.resize(Viewport::Desk).await?;
    visitor.follow("shop-web").await?;
    visitor.sees("What ECS says").await?;
    take(visitor, folder, "service").await
}

async fn show_the_editor(visitor: &Visitor, folder: &Path) -> Result<()> {
    visitor
        .go("/clusters/production/services/shop-web/new-version")
        .await?;
    editor::opens(visitor).await?;
    // What the image means comes from AWS, a moment later.
    visitor.sees("used by shop-web").await?;
    take(visitor, folder, "editor").await
}

async fn show_a_deployment(visitor: &Visitor, folder: &Path) -> Result<()> {
    let page = "/clusters/test/services/status-page/new-version";
    visitor.go(page).await?;
    new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
    preview::ask(visitor).await?;
    take(visitor, folder, "preview").await?;
    preview::deploy(visitor).await?;
    visitor
        .sees_within("1 of 1 new tasks run", ROLLOUT_BOUND)
        .await?;
    take(visitor, folder, "deployment").await?;
    deployment::succeeds(visitor).await
}

async fn show_a_failure(visitor: &Visitor, folder: &Path) -> Result<()> {
    let page = "/clusters/test/services/status-page/new-version";
    visitor.go(page).await?;
    new_version::type_image(visitor, "status-page", "nginx:missing").await?;
    preview::ask(visitor).await?;
    preview::deploy(visitor).await?;
    visitor
        .sees_within("CannotPullContainerError", ROLLOUT_BOUND)
        .await?;
    visitor
        .run(
            "document.getElementById('stopped')?.scrollIntoView({block: 'center'})",
            Vec::new(),
        )
        .await?;
    take(visitor, folder, "failure").await
}

async fn show_a_review(author: &Visitor, reviewer: &Visitor, folder: &Path) -> Result<()> {
    change::require_approvals(author, "1").await?;
    let page = "/clusters/staging/services/catalog/new-version";
    sign_in(author, EDITOR, page).await?;
    let image = "public.ecr.aws/nginx/nginx:1.31";
    new_version::type_image(author, "catalog", image).await?;
    preview::ask(author).await?;
    let path = change::propose(author, "nginx 1.31", "Closes a hole in nginx.").await?;
    sign_in(reviewer, REVIEWER, &path).await?;
    change::opens(reviewer).await?;
    reviewer.prefer(Theme::Light).await?;
    let line = format!("catalog: image public.ecr.aws/nginx/nginx:1.28 → {image}");
    change::comment_on(reviewer, &line, "Did it run in test?").await?;
    reviewer
        .run(
            "document.getElementById('approvals')?.scrollIntoView({block: 'start'})",
            Vec::new(),
        )
        .await?;
    take(reviewer, folder, "review").await
}
