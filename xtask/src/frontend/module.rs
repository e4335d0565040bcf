//! Builds the modules beside the pages, which a browser loads when they are first opened, and writes
//! their addresses into the page.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::tools::{FrontendTools, wasm_target};
use crate::workspace::Workspace;

/// The modules, by the names of their programs.
pub(crate) const NAMES: [&str; 2] = ["editor", "team"];

/// Puts the modules into `dist/` under names that change with their content.
pub(super) fn build(workspace: &Workspace, tools: &FrontendTools) -> Result<()> {
    let programs = NAMES.iter().flat_map(|name| ["--bin", name]);
    process::run(
        workspace
            .cargo()
            .args(["build", "--quiet", "--package", "frontend"])
            .args(programs)
            .args(["--profile", "wasm-release", "--target", wasm_target::TARGET]),
    )?;
    let built = workspace
        .target()
        .join(wasm_target::TARGET)
        .join("wasm-release");
    for name in NAMES {
        let module = built.join(format!("{name}.wasm"));
        let script = bind(workspace, tools, name, &module, &workspace.dist(), "web")?;
        announce(&workspace.dist(), "module", name, &format!("{script}.js"))?;
        let style = style(workspace, name)?;
        announce(&workspace.dist(), "style", name, &style)?;
    }
    Ok(())
}

/// Puts the style that only a module needs beside it; the file's name.
fn style(workspace: &Workspace, name: &str) -> Result<String> {
    let path = workspace
        .root()
        .join("frontend/style/modules")
        .join(format!("{name}.css"));
    let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    let file = format!("{}.css", named(name, &bytes));
    let out = workspace.dist().join(&file);
    fs::write(&out, bytes).with_context(|| format!("could not write {}", out.display()))?;
    Ok(file)
}

/// A name that changes with the content.
fn named(name: &str, bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{name}-{:016x}", hasher.finish())
}

/// Whether a file of `dist/` belongs to a module beside the pages.
pub(crate) fn is_of(name: &str, file: &str) -> bool {
    file.strip_prefix(name)
        .is_some_and(|rest| rest.starts_with('-'))
}

/// Binds a module to the browser and shrinks it; the name of its script.
pub(crate) fn bind(
    workspace: &Workspace,
    tools: &FrontendTools,
    name: &str,
    module: &Path,
    out: &Path,
    target: &str,
) -> Result<String> {
    let bytes = fs::read(module).with_context(|| format!("could not read {}", module.display()))?;
    let name = named(name, &bytes);
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

fn announce(dist: &Path, what: &str, name: &str, file: &str) -> Result<()> {
    let path = dist.join("index.html");
    let page =
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    fs::write(&path, with_address(&page, what, name, file))
        .with_context(|| format!("could not write {}", path.display()))
}

fn with_address(page: &str, what: &str, name: &str, file: &str) -> String {
    page.replacen(
        "</head>",
        &format!("<meta name=\"{what}-{name}\" content=\"/{file}\">\n</head>"),
        1,
    )
}

#[cfg(test)]
mod tests {
    use super::with_address;

    #[test]
    fn the_page_knows_where_its_modules_are() {
        assert_eq!(
            with_address(
                "<head></head><body></body>",
                "module",
                "editor",
                "editor-1.js"
            ),
            "<head><meta name=\"module-editor\" content=\"/editor-1.js\">\n</head><body></body>"
        );
    }
}
