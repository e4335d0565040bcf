//! A task that runs once beside a service, such as a migration. Asking leads to a preview.

use std::sync::Arc;

use leptos::prelude::*;
use shared::json::{self, Json};
use shared::wire::{ServiceDetail, TaskPlanRequest};

use crate::acting::Planner;
use crate::api::{self, Loader};
use crate::page::run_task_path;
use crate::parts::{FailureBanner, IssueList};
use crate::session::SessionContext;
use crate::ui::{
    AsyncView, Button, Choice, Disclosure, Look, Note, SelectField, Skeleton, TextArea, TextField,
    Tone,
};
use crate::{command_line, task_request};
use shared::wire::PlanAsk;

#[component]
pub(super) fn RunTask(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let detail = {
        let (cluster, service) = (cluster.clone(), service.clone());
        Loader::new(move || {
            let (cluster, service) = (cluster.clone(), service.clone());
            async move { api::find_service(&cluster, &service).await }
        })
    };
    let ready = Arc::new(|detail: Memo<ServiceDetail>| {
        view! { <TaskForm detail=detail.get_untracked() /> }.into_any()
    });
    view! {
        <AsyncView
            state=detail.state()
            retry=move |()| detail.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            ready
        />
    }
}

/// What is typed; the request's text is the truth, the fields are a view of it.
#[derive(Clone, Copy)]
struct Typed {
    text: RwSignal<String>,
    container: RwSignal<String>,
    command: RwSignal<String>,
}

impl Typed {
    /// The fields changed: the request follows, where it can be read.
    fn write(self) {
        let words = self
            .command
            .with_untracked(|line| command_line::split(line));
        let request = self.text.with_untracked(|text| json::parse(text));
        if let (Ok(words), Ok(request)) = (words, request) {
            let container = self.container.get_untracked();
            let request = task_request::with_command(request, &container, &words);
            self.text.set(request.to_pretty());
        }
    }

    /// The request changed: the fields follow.
    fn read(self, text: String) {
        let found = json::parse(&text).ok();
        self.text.set(text);
        let Some(request) = found else {
            return;
        };
        match task_request::command_of(&request) {
            Some((container, words)) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                self.container.set(container);
                self.command.set(command_line::join(&words));
            }
            None => self.command.set(String::new()),
        }
    }
}

#[component]
fn TaskForm(detail: ServiceDetail) -> impl IntoView {
    let session = SessionContext::expect();
    let planner = Planner::new();
    let (cluster, name) = (detail.summary.cluster.clone(), detail.summary.name.clone());
    let revision = detail.summary.revision.clone();
    let task_definition = detail
        .task_definition
        .as_deref()
        .and_then(task_request::described)
        .unwrap_or_default();
    let containers = task_request::containers(&task_definition);
    let request = json::parse(&detail.service).map_or(Json::Null, |service| {
        task_request::beside(&service, &cluster, &revision)
    });
    let typed = Typed {
        text: RwSignal::new(request.to_pretty()),
        container: RwSignal::new(
            containers
                .first()
                .map(|(container, _)| container.clone())
                .unwrap_or_default(),
        ),
        command: RwSignal::new(String::new()),
    };
    let choices: Vec<Choice> = containers
        .iter()
        .map(|(container, _)| Choice::new(container, container))
        .collect();
    let help = Signal::derive(move || {
        let own = typed.container.with(|container| {
            let found = containers.iter().find(|(name, _)| name == container);
            found.map(|(_, command)| command.clone())
        });
        match own {
            Some(own) if !own.is_empty() => format!(
                "As you would type it, such as python manage.py migrate. Empty for the container's own: {own}"
            ),
            Some(_) | None => {
                "As you would type it, such as python manage.py migrate. Empty for what its image starts."
                    .to_owned()
            }
        }
    });
    let open_quote = Memo::new(move |_| typed.command.with(|line| command_line::split(line).err()));
    let command_notes = Signal::derive(move || {
        open_quote.get().map_or_else(Vec::new, |quote| {
            vec![Note {
                tone: Tone::Bad,
                text: format!("The quote {quote} is not closed."),
                action: None,
            }]
        })
    });
    let unreadable = Memo::new(move |_| typed.text.with(|text| json::parse(text).err()));
    let text_notes = Signal::derive(move || {
        unreadable.get().map_or_else(Vec::new, |error| {
            vec![Note {
                tone: Tone::Bad,
                text: crate::text::sentence(&error.to_string()),
                action: None,
            }]
        })
    });
    let denied = Signal::derive(move || {
        session.plan_denial().or_else(|| {
            if unreadable.with(Option::is_some) {
                Some("The request is no JSON yet.".to_owned())
            } else {
                open_quote
                    .get()
                    .map(|_| "A quote in the command is not closed.".to_owned())
            }
        })
    });
    let ask = {
        let (cluster, name) = (cluster.clone(), name.clone());
        move |()| {
            let request = TaskPlanRequest {
                run_task: typed.text.get_untracked(),
                task_definition: None,
                service: Some(name.clone()),
            };
            planner.ask_for(PlanAsk::Task(request), run_task_path(&cluster, &name));
        }
    };
    let issues = Memo::new(move |_| {
        planner.failure.with(|failure| {
            failure
                .as_ref()
                .map(|failure| failure.errors.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <p class="lead">
            "One task of " <strong class="mono">{revision}</strong> " runs in " {cluster}
            ", in the service's network and with its roles. The service itself is left alone. The exit code decides whether it succeeded, and its log is shown while it runs."
        </p>
        <div class="form">
            <SelectField
                id="task-container"
                label="Container"
                help="Whose command is another one; the other containers of the task start as always."
                choices
                value=typed.container
                on_choose=move |container| {
                    typed.container.set(container);
                    typed.write();
                }
            />
            <TextField
                id="task-command"
                label="Command (optional)"
                help
                value=typed.command
                on_input=move |line| {
                    typed.command.set(line);
                    typed.write();
                }
                notes=command_notes
            />
        </div>
        <div class="section">
            <Disclosure label="The request as JSON">
                <TextArea
                    id="task-request"
                    label="Request of RunTask (JSON)"
                    help="All that RunTask takes can be set here; the fields above follow."
                    value=typed.text
                    on_input=move |text| typed.read(text)
                    notes=text_notes
                    rows=18
                />
            </Disclosure>
        </div>
        <FailureBanner failure=planner.failure />
        <IssueList issues />
        <div class="actions actions--decide">
            <Button look=Look::Primary pending=planner.pending denied on_press=ask>
                "Preview"
            </Button>
            <span class="quiet">"Nothing happens in AWS yet."</span>
        </div>
    }
}
