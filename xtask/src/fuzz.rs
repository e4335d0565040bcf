//! `cargo xtask fuzz`: throws texts at `shared` until the time is up, or something is found.
//!
//! libFuzzer needs compiler flags that a stable toolchain keeps back, so the build has
//! `RUSTC_BOOTSTRAP=1`; and it has no sanitizer, because `shared` has no unsafe code and the
//! sanitizers do need a nightly. The fuzz crate counts its own allocations instead.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::workspace::Workspace;
use crate::{process, progress, table, tools};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The target, such as `parse`; all of them, one after the other, when none is named
    target: Option<String>,
    /// How long each target runs
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
}

/// The longest input. The properties of a text hold for its parts, and short ones run more often.
const MAX_LENGTH: usize = 16 << 10;

/// An input that takes longer, in seconds, hangs.
const TIMEOUT: usize = 10;

/// How a target ended.
#[derive(Debug)]
struct Outcome {
    target: String,
    runs: u64,
    seconds: u64,
    clean: bool,
}

/// Says whether no target found anything.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool> {
    let program = tools::cargo_fuzz::ensure(workspace)?;
    let cargo_fuzz = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command
            .current_dir(workspace.root())
            .args(arguments)
            .env("RUSTC_BOOTSTRAP", "1");
        command
    };
    let listed = process::capture(&mut cargo_fuzz(&["list"]))?;
    let targets = chosen(&listed, options.target.as_deref())?;
    progress::step("Building the fuzz targets (a minute or two)", || {
        process::run(&mut cargo_fuzz(&["build", "--sanitizer", "none"]))
    })?;
    let mut outcomes = Vec::new();
    for target in targets {
        progress::say(&format!("Fuzzing {target} for {} min…", options.minutes));
        let (corpus, seeds) = (
            format!("fuzz/corpus/{target}"),
            format!("fuzz/seeds/{target}"),
        );
        fs::create_dir_all(workspace.root().join(&corpus))
            .with_context(|| format!("could not create {corpus}"))?;
        let mut command = cargo_fuzz(&["run", "--sanitizer", "none", &target, &corpus, &seeds]);
        command
            .args(["--", "-dict=fuzz/ecs.dict", "-print_final_stats=1"])
            .arg(format!("-max_total_time={}", options.minutes * 60))
            .arg(format!("-max_len={MAX_LENGTH}"))
            .arg(format!("-timeout={TIMEOUT}"))
            .arg("-rss_limit_mb=2048");
        outcomes.push(carry_out(&mut command, target, workspace.root())?);
    }
    progress::say(&summary(&outcomes));
    Ok(outcomes.iter().all(|outcome| outcome.clean))
}

fn chosen(listed: &str, wanted: Option<&str>) -> Result<Vec<String>> {
    let all: Vec<String> = listed.split_whitespace().map(str::to_owned).collect();
    match wanted {
        None => Ok(all),
        Some(name) if all.iter().any(|target| target == name) => Ok(vec![name.to_owned()]),
        Some(name) => bail!(
            "there is no target `{name}`; the targets are {}",
            all.join(", ")
        ),
    }
}

/// Runs a target. What it has to say is a page a second, so it is shown when something was found.
fn carry_out(command: &mut Command, target: String, root: &Path) -> Result<Outcome> {
    let output = command
        .output()
        .with_context(|| format!("could not run `{}`", process::words(command)))?;
    let log = String::from_utf8_lossy(&output.stderr);
    let clean = output.status.success();
    if !clean {
        let lines: Vec<&str> = log.lines().collect();
        for line in lines.iter().skip(lines.len().saturating_sub(60)) {
            progress::say(line);
        }
        let artifacts = root.join("fuzz").join("artifacts").join(&target);
        progress::say(&format!("The input is in {}.", artifacts.display()));
    }
    let (runs, seconds) = counted(&log);
    Ok(Outcome {
        target,
        runs,
        seconds,
        clean,
    })
}

/// How many inputs ran and for how many seconds; libFuzzer says the one at every end, and the other
/// when nothing was found.
fn counted(log: &str) -> (u64, u64) {
    let runs = log
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .and_then(|count| count.trim().parse().ok())
        .unwrap_or(0);
    let seconds = log
        .lines()
        .find_map(|line| line.strip_prefix("Done ")?.strip_suffix(" second(s)"))
        .and_then(|line| line.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0);
    (runs, seconds)
}

fn summary(outcomes: &[Outcome]) -> String {
    let lines: Vec<Vec<String>> = outcomes
        .iter()
        .map(|outcome| {
            vec![
                outcome.target.clone(),
                format!("{} runs", outcome.runs),
                progress::seconds(Duration::from_secs(outcome.seconds)),
                if outcome.clean {
                    "clean"
                } else {
                    "found something, see above"
                }
                .to_owned(),
            ]
        })
        .collect();
    format!("\n{}", table::lay_out(&lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_log_says_what_ran() {
        let log = "#2\tINITED cov: 1\nDone 480 runs in 61 second(s)\n\
                   stat::number_of_executed_units: 480\nstat::average_exec_per_sec:     7\n";
        assert_eq!(counted(log), (480, 61));
        assert_eq!(counted("==1== ERROR: libFuzzer: deadly signal\n"), (0, 0));
    }

    #[test]
    fn a_target_that_is_not_there_is_answered_with_those_that_are() {
        assert_eq!(chosen("check\nparse\n", Some("parse")).unwrap(), ["parse"]);
        assert_eq!(chosen("check\nparse\n", None).unwrap(), ["check", "parse"]);
        let error = chosen("check\nparse\n", Some("pars")).unwrap_err();
        assert!(error.to_string().contains("check, parse"), "{error}");
    }
}
