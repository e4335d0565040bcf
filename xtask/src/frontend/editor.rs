//! Builds the editor, which is a module of its own beside the pages, and writes its address into the
//! page.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::tools::{FrontendTools, wasm_target};
use crate::workspace::Workspace;

/// How the names of the module's files begin.
pub(crate) const NAME: &str = "editor-";

/// Puts the module into `dist/` under a name that changes with its content.
pub(super) fn build(workspace: &Workspace, tools: &FrontendTools) -> Result<()> {
    process::run(workspace.cargo().args([
        "build",
        "--quiet",
        "--package",
        "frontend",
        "--bin",
        "editor",
        "--profile",
        "wasm-release",
        "--target",
        wasm_target::TARGET,
    ]))?;
    let module = workspace
        .target()
        .join(wasm_target::TARGET)
        .join("wasm-release/editor.wasm");
    bind(workspace, tools, &module, &workspace.dist(), "web")
        .and_then(|name| announce(&workspace.dist(), &name))
}

/// Binds a module to the browser and shrinks it; the name of its script.
pub(crate) fn bind(
    workspace: &Workspace,
    tools: &FrontendTools,
    module: &Path,
    out: &Path,
    target: &str,
) -> Result<String> {
    let bytes = fs::read(module).with_context(|| format!("could not read {}", module.display()))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let name = format!("{NAME}{:016x}", hasher.finish());
    process::run(
        tool(workspace, tools, "wasm-bindgen")
            .args(["--target", target, "--no-typescript", "--out-name", &name])
            .arg("--out-dir")
            .arg(out)
            .arg(module),
    )?;
    let bound: PathBuf = out.join(format!("{name}_bg.wasm"));
    process::run(
        tool(workspace, tools, "wasm-opt")
            .args(["-Oz", "-o"])
            .arg(&bound)
            .arg(&bound),
    )?;
    Ok(name)
}

fn tool(workspace: &Workspace, tools: &FrontendTools, name: &str) -> Command {
    let mut command = Command::new(workspace.tools().join("chosen").join(name));
    command.env("PATH", &tools.path);
    command
}

fn announce(dist: &Path, name: &str) -> Result<()> {
    let path = dist.join("index.html");
    let page =
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    fs::write(&path, with_address(&page, name))
        .with_context(|| format!("could not write {}", path.display()))
}

fn with_address(page: &str, name: &str) -> String {
    page.replacen(
        "</head>",
        &format!("<meta name=\"editor\" content=\"/{name}.js\">\n</head>"),
        1,
    )
}

#[cfg(test)]
mod tests {
    use super::with_address;

    #[test]
    fn the_page_knows_where_its_editor_is() {
        assert_eq!(
            with_address("<head></head><body></body>", "editor-1"),
            "<head><meta name=\"editor\" content=\"/editor-1.js\">\n</head><body></body>"
        );
    }
}
