//! The task that a plan runs, in words.

use leptos::prelude::*;
use shared::json;

use crate::{command_line, task_request};

/// What runs, and what depends on it.
#[component]
pub(crate) fn TaskToRun(
    /// The request's body.
    body: String,
    /// Whether the service waits for it.
    is_gate: bool,
    /// The id of its heading.
    #[prop(default = "task".to_owned(), into)]
    id: String,
) -> impl IntoView {
    let other = command(&body);
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
    let rows = other.map(|(container, command)| {
        view! {
            <div class="facts__fact">
                <dt>{container}</dt>
                <dd class="mono">{command}</dd>
            </div>
        }
    });
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id.clone()>{title}</h2>
            <p class="section__gloss">{gloss}</p>
            <dl class="facts">{rows}</dl>
        </section>
    }
}

/// The container whose command is another one, with that command.
fn command(body: &str) -> Option<(String, String)> {
    let (container, words) = task_request::command_of(&json::parse(body).ok()?)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Some((container, command_line::join(&words)))
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let body = r#"{"overrides": {"containerOverrides": [{"name": "web", "command": ["sh", "-c", "echo hi"]}, {"name": "other"}]}}"#;
        assert_eq!(
            command(body),
            Some(("web".to_owned(), "sh -c 'echo hi'".to_owned()))
        );
    }
}
