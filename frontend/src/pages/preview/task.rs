//! The task that a plan runs, in words.

use leptos::prelude::*;
use shared::json::{self, Json};

/// What runs, and what depends on it.
#[component]
pub(super) fn TaskToRun(
    /// The request's body.
    body: String,
    /// Whether the service waits for it.
    is_gate: bool,
) -> impl IntoView {
    let commands = commands(&body);
    let (title, gloss) = if is_gate {
        (
            "First a task",
            "Before the service is touched, one task runs. Only when every essential container of it ends with exit code 0 does the rest happen; otherwise the service is left as it is.",
        )
    } else {
        (
            "The task",
            "One task runs by itself until it ends. Its exit code says whether it succeeded; its log is shown while it runs.",
        )
    };
    let rows = commands
        .into_iter()
        .map(|(container, command)| {
            view! {
                <div class="facts__fact">
                    <dt>{container}</dt>
                    <dd class="mono">{command}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="task">
            <h2 id="task">{title}</h2>
            <p class="section__gloss">{gloss}</p>
            <dl class="facts">{rows}</dl>
        </section>
    }
}

/// The containers whose command is another one, with that command.
fn commands(body: &str) -> Vec<(String, String)> {
    let Ok(body) = json::parse(body) else {
        return Vec::new();
    };
    let overrides = body
        .get("overrides")
        .and_then(|overrides| overrides.get("containerOverrides"))
        .and_then(Json::as_array)
        .unwrap_or_default();
    overrides
        .iter()
        .filter_map(|one| {
            let name = one.get("name")?.as_str()?;
            let words = one.get("command")?.as_array()?.iter();
            let words: Vec<&str> = words.filter_map(Json::as_str).collect();
            Some((name.to_owned(), crate::command_line::join(&words)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let body = r#"{"overrides": {"containerOverrides": [{"name": "web", "command": ["sh", "-c", "echo hi"]}, {"name": "other"}]}}"#;
        assert_eq!(
            commands(body),
            [("web".to_owned(), "sh -c 'echo hi'".to_owned())]
        );
    }
}
