//! Proves that the comparison can fail: with one value changed in what was sent, each pair differs.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::compare::{compare_all, pairs};

/// Changes another value in each definition and fails when a change is not noticed.
pub(super) fn ensure_noticed(folder: &Path) -> Result<()> {
    let mut changed = Vec::new();
    for (number, pair) in pairs(folder)?.iter().enumerate() {
        let mut sent: Value = serde_json::from_str(&std::fs::read_to_string(&pair.sent)?)?;
        let mut pointers = Vec::new();
        collect(&sent, String::new(), &mut pointers);
        // A prime that is larger than the definitions are, so that all places have their turn.
        let at = (number * 7919) % pointers.len().max(1);
        let pointer = pointers.get(at).context("a definition without values")?;
        let value = sent.pointer_mut(pointer).context("a value that is gone")?;
        change(value);
        let path = folder.join(format!("{}.tampered.json", pair.name));
        std::fs::write(&path, sent.to_string())?;
        changed.push(pair.with_sent(path));
    }
    let unnoticed: Vec<String> = compare_all(&changed)?
        .iter()
        .filter(|one| one.is_the_same)
        .map(ToString::to_string)
        .collect();
    ensure!(
        unnoticed.is_empty(),
        "a changed value is no difference in:\n{}",
        unnoticed.join("\n")
    );
    Ok(())
}

/// The places of all values that mean something.
fn collect(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            // A variable without a value is dropped, whatever its name is.
            let is_dropped = at.contains("/environment/") && !members.contains_key("value");
            // What is off has no settings, and a token belongs to one call.
            let is_off = at.ends_with("/deploymentCircuitBreaker")
                && members.get("enable") == Some(&Value::Bool(false))
                && members.get("rollback") == Some(&Value::Bool(false));
            for (name, member) in members {
                if !is_dropped && !is_off && name != "clientToken" {
                    collect(member, format!("{at}/{name}"), found);
                }
            }
        }
        Value::Array(elements) => {
            for (number, element) in elements.iter().enumerate() {
                collect(element, format!("{at}/{number}"), found);
            }
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(at),
    }
}

/// Another value of the same type.
fn change(value: &mut Value) {
    *value = match &*value {
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Number(number) => Value::from(number.as_i64().unwrap_or_default() + 1),
        other => Value::from(format!("{}x", other.as_str().unwrap_or_default())),
    };
}
