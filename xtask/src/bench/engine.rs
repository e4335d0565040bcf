//! How long the definition engine takes for a large task definition, natively and in Chromium.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Measurement;
use crate::frontend::module;
use crate::temporary::TemporaryFolder;
use crate::tools::{self, chromium, wasm_target};
use crate::workspace::Workspace;
use crate::{process, progress, table, test};

/// What has a budget: check and diff together.
const BUDGETED: &str = "check and diff";
/// A keystroke must leave time for everything else.
const BUDGET_NATIVE_MS: f64 = 1.0;
const BUDGET_BROWSER_MS: f64 = 5.0;

/// One step's times in milliseconds.
#[derive(Debug, Clone, PartialEq)]
struct Timing {
    step: String,
    median_ms: f64,
    slow_ms: f64,
}

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    let native = read(&process::capture(&mut native(workspace)?)?)?;
    let browser = browser(workspace)?;
    Ok(report(&native, &browser))
}

/// The program that measures natively, built as it is released.
pub(super) fn native(workspace: &Workspace) -> Result<Command> {
    progress::step("Building the engine's benchmark", || {
        process::run(workspace.cargo().args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "bench",
            "--bin",
            "engine-native",
        ]))
    })?;
    Ok(Command::new(
        workspace.target().join("release").join("engine-native"),
    ))
}

/// The same in Chromium: a page without a server, with the module inside.
fn browser(workspace: &Workspace) -> Result<Vec<Timing>> {
    test::environment::chromium(workspace)?;
    let chromium = chromium::find(workspace)?
        .context("there is no Chromium with a chromedriver on this machine")?;
    let tools = tools::for_frontend(workspace)?;
    let folder = TemporaryFolder::create("bench")?;
    let name = progress::step("Building the engine's benchmark for the browser", || {
        process::run(workspace.cargo().args([
            "build",
            "--quiet",
            "--package",
            "bench",
            "--bin",
            "engine-browser",
            "--profile",
            "wasm-release",
            "--target",
            wasm_target::TARGET,
        ]))?;
        let module = workspace
            .target()
            .join(wasm_target::TARGET)
            .join("wasm-release/engine-browser.wasm");
        module::bind(
            workspace,
            &tools,
            "engine",
            &module,
            folder.path(),
            "no-modules",
        )
    })?;
    let page = write_page(folder.path(), &name)?;
    let data = folder.path().join("profile");
    let dom = process::capture(
        Command::new(chromium.browser)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--dump-dom",
            ])
            .arg(format!("--user-data-dir={}", data.display()))
            .arg(format!("file://{}", page.display())),
    )?;
    let lines = dom
        .split_once("<pre id=\"timings\">")
        .and_then(|(_, rest)| rest.split_once("</pre>"))
        .map(|(lines, _)| lines)
        .context("the page shows no timings")?;
    read(lines)
}

fn write_page(folder: &Path, name: &str) -> Result<std::path::PathBuf> {
    let script = fs::read_to_string(folder.join(format!("{name}.js")))
        .context("wasm-bindgen wrote no script")?;
    let module =
        fs::read(folder.join(format!("{name}_bg.wasm"))).context("wasm-bindgen wrote no module")?;
    let page = folder.join("index.html");
    let html = format!(
        "<!doctype html><meta charset=\"utf-8\"><pre id=\"timings\"></pre>\n\
         <script>{script}</script>\n\
         <script>\n\
         const bytes = Uint8Array.from(atob(\"{}\"), (one) => one.charCodeAt(0));\n\
         wasm_bindgen.initSync({{ module: bytes }});\n\
         </script>\n",
        STANDARD.encode(module)
    );
    fs::write(&page, html).with_context(|| format!("could not write {}", page.display()))?;
    Ok(page)
}

/// Reads lines of a step, its median and its slow round.
fn read(lines: &str) -> Result<Vec<Timing>> {
    let timings: Vec<Timing> = lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut parts = line.split('\t');
            let step = parts.next().unwrap_or_default().to_owned();
            let mut number = || -> Result<f64> {
                let text = parts
                    .next()
                    .with_context(|| format!("`{line}` is cut off"))?;
                text.trim()
                    .parse()
                    .with_context(|| format!("`{line}` has no number"))
            };
            Ok(Timing {
                median_ms: number()?,
                slow_ms: number()?,
                step,
            })
        })
        .collect::<Result<_>>()?;
    ensure!(!timings.is_empty(), "the benchmark printed nothing");
    Ok(timings)
}

fn report(native: &[Timing], browser: &[Timing]) -> Measurement {
    let mut rows = vec![
        [
            "Task definition of 60 kB, 1,000 variables",
            "native ms",
            "slow",
            "Chromium ms",
            "slow",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for timing in native {
        let other = browser.iter().find(|other| other.step == timing.step);
        let shown = |ms: Option<f64>| ms.map_or_else(|| "?".to_owned(), |ms| format!("{ms:.2}"));
        rows.push(vec![
            timing.step.clone(),
            shown(Some(timing.median_ms)),
            shown(Some(timing.slow_ms)),
            shown(other.map(|other| other.median_ms)),
            shown(other.map(|other| other.slow_ms)),
        ]);
    }
    let holds = |timings: &[Timing], budget: f64| {
        timings
            .iter()
            .find(|timing| timing.step == BUDGETED)
            .is_some_and(|timing| timing.median_ms <= budget)
    };
    let within_budget = holds(native, BUDGET_NATIVE_MS) && holds(browser, BUDGET_BROWSER_MS);
    Measurement {
        report: format!(
            "{}{} the budget of {BUDGET_NATIVE_MS} ms natively and {BUDGET_BROWSER_MS} ms in the browser for {BUDGETED}.",
            table::lay_out(&rows),
            if within_budget { "Within" } else { "Over" },
        ),
        within_budget,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_budgets_must_hold() {
        let native = read("parse\t0.3\t0.4\ncheck and diff\t0.9\t1.4\n").unwrap();
        let quick = read("check and diff\t4.9\t9.0").unwrap();
        let slow = read("check and diff\t5.1\t9.0").unwrap();
        assert!(report(&native, &quick).within_budget);
        let over = report(&native, &slow);
        assert!(!over.within_budget);
        assert!(over.report.contains("5.10"), "{}", over.report);
        assert!(!report(&native, &[]).within_budget);
    }

    #[test]
    fn what_is_no_timing_is_refused() {
        assert!(read("").is_err());
        assert!(read("check").is_err());
        assert!(read("check\tfast\t1").is_err());
    }
}
