//! Whether a deployment's record tells all of it, once and in order.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::kind::Expected;

/// Holds a deployment, as the API tells it, against what has to come of it.
///
/// # Errors
///
/// When something is missing, told twice, out of order or wrong.
pub fn ensure_told_right(detail: &Value, n_steps: usize, expected: &Expected) -> Result<()> {
    let verdict = detail.pointer("/deployment/verdict");
    ensure!(
        verdict == Some(&json!(expected.verdict)),
        "the verdict is not {}: {}",
        expected.verdict,
        detail.get("deployment").unwrap_or(&Value::Null)
    );
    let journal = detail
        .get("journal")
        .and_then(Value::as_array)
        .context("there is no journal")?;
    for (entry, sequence) in journal.iter().zip(1_i64..) {
        ensure!(
            entry.get("sequence") == Some(&json!(sequence)),
            "entry {sequence} of the journal is {entry}"
        );
    }
    let names: Vec<&str> = journal
        .iter()
        .filter_map(|entry| entry.get("event")?.as_str())
        .collect();
    ensure!(
        names.first() == Some(&"requested"),
        "it begins with {names:?}"
    );
    ensure!(names.last() == Some(&"finished"), "it ends with {names:?}");
    let count = |wanted: &str| names.iter().filter(|name| **name == wanted).count();
    for once in ["requested", "finished"] {
        ensure!(count(once) == 1, "{once} is told {} times", count(once));
    }
    if let Some(evidence) = expected.evidence {
        ensure!(
            count(evidence) > 0,
            "nothing is told of {evidence}: {names:?}"
        );
    }
    for step in 0..n_steps {
        for event in ["step-started", "step-finished"] {
            let n = of_step(journal, event, step);
            // A wait that ends badly is begun and never done; what is stopped begins no more.
            let may_miss = match event {
                "step-finished" => expected.verdict != "succeeded",
                _ => ["cancelled", "superseded"].contains(&expected.verdict),
            };
            ensure!(
                n == 1 || (n == 0 && may_miss),
                "{event} of step {step} is told {n} times: {names:?}"
            );
        }
        let answered = of_step(journal, "call-answered", step);
        let intended = of_step(journal, "call-intended", step);
        ensure!(
            answered > 0 || intended == 0,
            "nothing is told of what came of the call of step {step}: {names:?}"
        );
    }
    Ok(())
}

fn of_step(journal: &[Value], event: &str, step: usize) -> usize {
    journal
        .iter()
        .filter(|entry| {
            entry.get("event") == Some(&json!(event)) && entry.get("step") == Some(&json!(step))
        })
        .count()
}
