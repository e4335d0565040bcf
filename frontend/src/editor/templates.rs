//! The usual starts, to choose from before anything is typed.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::pointer::Pointer;
use shared::wire::DraftContent;

use super::editing::{Editor, View};
use crate::dom;
use crate::ui::Announcer;

/// A start.
struct Template {
    title: &'static str,
    words: &'static str,
    task_definition: &'static str,
    service: &'static str,
}

const TEMPLATES: [Template; 4] = [
    Template {
        title: "Web service on Fargate",
        words: "Containers without instances of your own, behind a load balancer, with logs, a health check and rollback when a new version fails.",
        task_definition: include_str!("templates/web-task-definition.json"),
        service: include_str!("templates/web-service.json"),
    },
    Template {
        title: "Worker on Fargate",
        words: "Runs all the time and takes its work from a queue; nothing reaches it from outside.",
        task_definition: include_str!("templates/worker-task-definition.json"),
        service: include_str!("templates/worker-service.json"),
    },
    Template {
        title: "Scheduled-style task",
        words: "A service with no task of its own: its task definition is kept up to date, and something else starts its tasks.",
        task_definition: include_str!("templates/task-task-definition.json"),
        service: include_str!("templates/task-service.json"),
    },
    Template {
        title: "Bridge service on EC2",
        words: "A container on instances of the cluster, with a port of the instance, behind a target group.",
        task_definition: include_str!("templates/bridge-task-definition.json"),
        service: include_str!("templates/bridge-service.json"),
    },
];

#[component]
pub(super) fn Templates(
    editor: Editor,
    /// Hears that a start was chosen.
    #[prop(into)]
    on_start: Callback<()>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let region = StoredValue::new("eu-central-1".to_owned());
    let session = crate::session::SessionContext::expect();
    if let Some(environment) = untrack(|| session.environment()) {
        region.set_value(environment.region);
    }
    let cards = TEMPLATES
        .into_iter()
        .map(|template| {
            let Template {
                title,
                words,
                task_definition,
                service,
            } = template;
            let choose = move |_| {
                let cluster = untrack(|| editor.text_at(DocumentKind::Service, "/cluster"));
                let content = region.with_value(|region| DraftContent {
                    task_definition: task_definition.replace("REGION", region),
                    service: service.to_owned(),
                    ..DraftContent::default()
                });
                editor.replace(content);
                if !cluster.is_empty() {
                    let place = Pointer::root().member("cluster");
                    editor.set(DocumentKind::Service, &place, cluster.as_str().into());
                }
                on_start.run(());
                announcer.say(&format!("Started from: {title}."));
                editor.view.set(View::Form.as_str());
                request_animation_frame(|| {
                    dom::focus("task-definition-family");
                });
            };
            view! {
                <li>
                    <button type="button" class="template" on:click=choose>
                        <span class="template__title">{title}</span>
                        <span class="template__words">{words}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="templates" aria-labelledby="templates-title">
            <h2 id="templates-title">"Start from"</h2>
            <ul class="templates__list">{cards}</ul>
            <p class="quiet">
                "Or fill in the blank form below, or bring files under "
                <button
                    type="button"
                    class="link"
                    on:click=move |_| editor.view.set(View::Json.as_str())
                >
                    "Files and JSON"
                </button> "."
            </p>
        </section>
    }
}
