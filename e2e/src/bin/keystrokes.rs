//! Measures the editor with the largest document, in a real browser in front of the real binary:
//! `keystrokes TASK_DEFINITION SERVICE`, two files with the definitions as JSON.
//!
//! Each line that it prints is what was measured, its median and its worst in milliseconds, with tabs
//! between.
//!
//! A stroke is measured twice. Updated: from its `input` event until the DOM is brought up to date,
//! which is when the event's handlers have returned and the microtasks that they queued are done,
//! since effects run in those; it ends with the first task after them. Painted: from before the
//! browser changes the text until the frame after that is painted, with all that the browser does.
//!
//! Opening is measured from the end of the draft's answer, the module being loaded, to the frame
//! with the form.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::editor;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use serde_json::{Value, json};

const TYPING: &str = include_str!("keystrokes/typing.js");
const OPENING: &str = include_str!("keystrokes/opening.js");

/// Strokes in each view.
const STROKES: usize = 80;
/// The first strokes are left out: the browser still compiles.
const WARM_UP: usize = 5;
const OPENINGS: usize = 11;

/// The simulated registry has none of the images.
const IMAGES_END: &str = "platform=linux%2Famd64";
const DRAFT: &str = "keystrokes-of-a-large-one";
const SAVE: &str = "const [id, draft, done] = arguments; \
    fetch(`/api/v1/environments/trial/drafts/${id}`, {method: 'PUT', body: JSON.stringify(draft), \
    headers: {'content-type': 'application/json', 'x-longshore': '1'}})\
    .then(async (answer) => done(answer.ok ? null : await answer.text()), (error) => done(String(error)))";

/// The variable in the middle of the first container.
const VALUE: &str = "task-definition-containerDefinitions-0-environment-14-value";
const TEXT: &str = "task-definition-json";
/// What stands there.
const WORDS: &str = "setting";
const FAMILY: &str = "task-definition-family";

#[tokio::main]
async fn main() -> Result<()> {
    let [task_definition, service] = texts(std::env::args_os().skip(1).map(PathBuf::from))?;
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        visitor.expects_refusal(IMAGES_END, 502);
        sign_in(visitor, DEPLOYER, "/").await?;
        save_draft(visitor, &task_definition, &service).await?;
        let path = format!("/new?draft={DRAFT}");
        visitor.go(&path).await?;
        visitor.one("heading", "New service").await?;
        visitor.one("field", "Family").await?;
        let form = strokes(visitor, VALUE).await?;
        print_strokes("form", &form);
        editor::show(visitor, editor::View::Json).await?;
        visitor.one("field", "Task definition (JSON)").await?;
        let json = strokes(visitor, TEXT).await?;
        print_strokes("JSON", &json);
        let openings = openings(visitor, &path).await?;
        print_line("opening", &openings);
        Ok(())
    })
    .await
}

fn texts(mut arguments: impl Iterator<Item = PathBuf>) -> Result<[String; 2]> {
    let (Some(task_definition), Some(service), None) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        bail!("usage: keystrokes TASK_DEFINITION SERVICE");
    };
    let read = |path: PathBuf| {
        std::fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))
    };
    Ok([read(task_definition)?, read(service)?])
}

async fn save_draft(visitor: &Visitor, task_definition: &str, service: &str) -> Result<()> {
    let draft = json!({
        "base_version": 0,
        "title": "A large one",
        "cluster": null,
        "service": null,
        "content": {"task_definition": task_definition, "service": service, "values": {}},
    });
    let refused = visitor.run_async(SAVE, vec![json!(DRAFT), draft]).await?;
    ensure!(refused.is_null(), "the draft is refused: {refused}");
    Ok(())
}

/// The times of one stroke.
#[derive(Debug, Clone, Copy)]
struct Stroke {
    updated: f64,
    painted: f64,
}

async fn strokes(visitor: &Visitor, id: &str) -> Result<Vec<Stroke>> {
    let arguments = vec![json!(id), json!(WORDS), json!(STROKES)];
    let answer = visitor.run_async(TYPING, arguments).await?;
    let Value::Array(times) = answer else {
        bail!("typing failed: {answer}");
    };
    let number = |time: &Value, name: &str| time.get(name).and_then(Value::as_f64);
    times
        .iter()
        .skip(WARM_UP)
        .map(|time| {
            Some(Stroke {
                updated: number(time, "updated")?,
                painted: number(time, "painted")?,
            })
        })
        .collect::<Option<Vec<_>>>()
        .context("a time is missing")
}

async fn openings(visitor: &Visitor, path: &str) -> Result<Vec<f64>> {
    let data = format!("/api/v1/environments/trial/drafts/{DRAFT}");
    let arguments = vec![json!(path), json!(data), json!(FAMILY), json!(OPENINGS)];
    let answer = visitor.run_async(OPENING, arguments).await?;
    let Value::Array(times) = answer else {
        bail!("the editor does not open: {answer}");
    };
    // The first one still has something to load.
    Ok(times.iter().skip(1).filter_map(Value::as_f64).collect())
}

fn print_strokes(view: &str, strokes: &[Stroke]) {
    let times = |of: fn(&Stroke) -> f64| strokes.iter().map(of).collect::<Vec<f64>>();
    print_line(&format!("{view}, updated"), &times(|stroke| stroke.updated));
    print_line(&format!("{view}, painted"), &times(|stroke| stroke.painted));
}

fn print_line(what: &str, times: &[f64]) {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let worst = sorted.last().copied().unwrap_or_default();
    println!("{what}\t{median:.2}\t{worst:.2}");
}
