//! Members that deserve better than what the schema knows of them: the command of a health check, and
//! logs that go to CloudWatch.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::json::Json;

use super::list::Texts;
use crate::editor::binding::Spot;
use crate::ui::{Button, Note, TextField};

const SHELL: &str = "CMD-SHELL";

/// A part of the form made for one member; nothing where the schema's is good enough.
pub(super) fn view_of(spot: &Spot) -> Option<AnyView> {
    let spot = spot.clone();
    match *spot.path {
        ["containerDefinitions", "healthCheck", "command"] => {
            Some(view! { <HealthCommand spot /> }.into_any())
        }
        _ => None,
    }
}

/// Another way to set a member up than with what it must have; nothing where there is none.
pub(super) fn other_start(spot: &Spot) -> Option<AnyView> {
    let spot = spot.clone();
    match *spot.path {
        ["containerDefinitions", "logConfiguration"] => {
            let set_up = move |()| spot.set(to_cloudwatch(&spot));
            Some(view! { <Button on_press=set_up>"Send to CloudWatch Logs"</Button> }.into_any())
        }
        _ => None,
    }
}

/// The command of a health check: a line for the shell is what most have, and one field; the words
/// of a command are a list.
#[component]
fn HealthCommand(spot: Spot) -> impl IntoView {
    let parts = {
        let spot = spot.clone();
        Memo::new(move |_| {
            spot.editor.look(spot.kind, &spot.pointer, |json| {
                json.and_then(Json::as_array)
                    .unwrap_or_default()
                    .iter()
                    .map(|part| part.as_str().unwrap_or_default().to_owned())
                    .collect::<Vec<_>>()
            })
        })
    };
    let is_line = Memo::new(move |_| {
        parts.with(|parts| match parts.as_slice() {
            [] => true,
            [shell] | [shell, _] => shell == SHELL,
            _ => false,
        })
    });
    move || {
        let spot = spot.clone();
        if is_line.get() {
            let value = Signal::derive(move || {
                parts.with(|parts| parts.get(1).cloned().unwrap_or_default())
            });
            view! { <Line spot value /> }.into_any()
        } else {
            view! { <Texts spot /> }.into_any()
        }
    }
}

/// The command as one line.
#[component]
fn Line(spot: Spot, value: Signal<String>) -> impl IntoView {
    let (id, own, inner) = (spot.id(), spot.notes(), spot.element(1).notes());
    let notes = Signal::derive(move || {
        let mut all: Vec<Note> = own.get();
        all.extend(inner.get());
        all
    });
    let (left, words) = (spot.clone(), spot.clone());
    let put = move |text: String| spot.set(line(&text));
    let to_words = move |()| {
        let all = value.with_untracked(|value| {
            std::iter::once("CMD")
                .chain(value.split_whitespace())
                .map(Json::from)
                .collect::<Vec<_>>()
        });
        words.set(Json::from(all));
    };
    view! {
        <div class="members__wide">
            <TextField
                id
                label="Command (a line for the shell in the container)"
                help="Ends with 0 when the container works, such as curl -f http://localhost:8080/health || exit 1. The image must have what it calls."
                value
                on_input=put
                on_leave=move |()| {
                    left.touch();
                    left.element(1).touch();
                }
                notes
            />
            <div class="actions">
                <Button look=crate::ui::Look::Quiet on_press=to_words>
                    "Without a shell, word by word"
                </Button>
            </div>
        </div>
    }
}

fn line(text: &str) -> Json {
    Json::from(vec![Json::from(SHELL), Json::from(text)])
}

/// Logs to CloudWatch under the family's name, in a group that is made when it is missing.
fn to_cloudwatch(spot: &Spot) -> Json {
    let session = spot.editor.session;
    let region = untrack(|| session.environment()).map(|environment| environment.region);
    let family = untrack(|| spot.editor.text_at(DocumentKind::TaskDefinition, "/family"));
    let group = if family.is_empty() {
        "/ecs".to_owned()
    } else {
        format!("/ecs/{family}")
    };
    let option = |name: &str, value: &str| (name.to_owned(), Json::from(value));
    let options = vec![
        option("awslogs-group", &group),
        option("awslogs-region", region.as_deref().unwrap_or_default()),
        option("awslogs-stream-prefix", "ecs"),
        option("awslogs-create-group", "true"),
    ];
    Json::from(vec![
        ("logDriver".to_owned(), Json::from("awslogs")),
        ("options".to_owned(), Json::from(options)),
    ])
}
