//! A new version of a service that runs: another image for a container, or a file with what is to
//! change. Only what differs is sent.

mod request;

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde::{Deserialize, Serialize};
use shared::wire::{ContainerImage, ServiceDetail};

use crate::api::{self, Failure, Loader};
use crate::page::{Heading, plan_path, service_path};
use crate::pages::preview::request_name;
use crate::parts::{FailureBanner, IssueList};
use crate::ui::{
    AsyncView, Banner, Button, ButtonLink, Disclosure, Look, Name, Note, Skeleton, TextArea,
    TextField, Tone,
};
use crate::{draft, format};
use request::{RequestError, make_request};

/// What was typed on this page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Typed {
    /// New images by container.
    images: BTreeMap<String, String>,
    /// A file with what is to change.
    file: String,
}

/// Under which name the draft is kept in the tab.
pub(super) fn draft_name(cluster: &str, service: &str) -> String {
    format!("new-version.{cluster}.{service}")
}

#[component]
pub(crate) fn NewVersionPage(
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
        view! { <Editing detail=detail.get_untracked() /> }.into_any()
    });
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <a href="/">"Services"</a>
            <span aria-hidden="true">"/"</span>
            <a href=service_path(&cluster, &service)>{service.clone()}</a>
        </nav>
        <Heading title=format!("New version of {service}") />
        <AsyncView
            state=detail.state()
            retry=move |()| detail.reload()
            loading=|| view! { <Skeleton lines=6 /> }
            ready
        />
    }
}

#[component]
fn Editing(detail: ServiceDetail) -> impl IntoView {
    let (cluster, service) = (detail.summary.cluster.clone(), detail.summary.name.clone());
    let name = draft_name(&cluster, &service);
    let typed = RwSignal::new(draft::find::<Typed>(&name).unwrap_or_default());
    // Touches the outside world: the tab's storage.
    Effect::new(move |_| {
        typed.with(|typed| {
            if *typed == Typed::default() {
                draft::forget(&name);
            } else {
                draft::keep(&name, typed);
            }
        });
    });
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let wrong = RwSignal::new(None::<RequestError>);
    let navigate = StoredValue::new_local(use_navigate());
    let revision = detail.summary.revision.clone();
    let images = detail.summary.images.clone();
    let back = service_path(&cluster, &service);
    let detail = StoredValue::new(detail);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        failure.set(None);
        let made =
            typed.with_untracked(|typed| detail.with_value(|detail| make_request(detail, typed)));
        let request = match made {
            Ok(request) => request,
            Err(error) => {
                wrong.set(Some(error));
                return;
            }
        };
        wrong.set(None);
        pending.set(true);
        spawn_local(async move {
            match api::create_plan(&request).await {
                Ok(preview) => {
                    draft::keep(&request_name(&preview.hash), &request);
                    navigate.try_with_value(|navigate| {
                        navigate(&plan_path(&preview.hash), NavigateOptions::default());
                    });
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
        });
    };
    let issues = Signal::derive(move || {
        failure.with(|failure| {
            failure
                .as_ref()
                .map(|failure| failure.errors.clone())
                .unwrap_or_default()
        })
    });
    let file_notes = Signal::derive(move || match wrong.get() {
        Some(RequestError::File(text)) => vec![Note {
            tone: Tone::Bad,
            text,
            action: None,
        }],
        Some(RequestError::NothingTyped | RequestError::Unreadable) | None => Vec::new(),
    });
    view! {
        <p class="lead">
            "The service runs " <strong class="mono">{revision}</strong>
            ". Say what is to be different; everything else stays, and only what differs is sent."
        </p>
        <form class="form" on:submit=submit>
            {images.into_iter().map(|image| view! { <ImageField image typed /> }).collect_view()}
            <Disclosure
                label="Or bring a file"
                open=typed.with_untracked(|typed| !typed.file.is_empty())
            >
                <TextArea
                    id="update-json"
                    label="Service or task definition (JSON)"
                    help="What UpdateService or RegisterTaskDefinition takes, with @@TASKDEFINITION_ARN@@ where the new revision belongs. Members that it leaves out stay as they are."
                    rows=12
                    value=Signal::derive(move || typed.with(|typed| typed.file.clone()))
                    on_input=move |text| typed.update(|typed| typed.file = text)
                    notes=file_notes
                />
            </Disclosure>
            <div role="alert">
                {move || match wrong.get() {
                    Some(RequestError::NothingTyped) => {
                        view! {
                            <Banner tone=Tone::Info title="Nothing is different yet">
                                <p>"Type another image, or bring a file."</p>
                            </Banner>
                        }
                            .into_any()
                    }
                    Some(RequestError::Unreadable) => {
                        view! {
                            <Banner tone=Tone::Bad title="What runs could not be read">
                                <p>
                                    "AWS did not give the task definition, so an image alone cannot be changed. Reload the page, or bring a whole task definition as a file."
                                </p>
                            </Banner>
                        }
                            .into_any()
                    }
                    Some(RequestError::File(_)) | None => ().into_any(),
                }}
            </div>
            <FailureBanner failure />
            <IssueList issues />
            <div class="actions actions--decide">
                <Button look=Look::Primary submits=true pending>
                    "Preview"
                </Button>
                <ButtonLink href=back>"Back to the service"</ButtonLink>
                <span class="quiet">"Nothing happens in AWS yet."</span>
            </div>
        </form>
    }
}

/// The image that a container runs, and a place for the next one.
#[component]
fn ImageField(image: ContainerImage, typed: RwSignal<Typed>) -> impl IntoView {
    let ContainerImage {
        container,
        image: present,
    } = image;
    let repository = format::repository(&present).to_owned();
    let own = container.clone();
    let value = Signal::derive(move || {
        typed.with(|typed| typed.images.get(&own).cloned().unwrap_or_default())
    });
    let put = {
        let container = container.clone();
        move |text: String| {
            typed.update(|typed| {
                if text.is_empty() {
                    typed.images.remove(&container);
                } else {
                    typed.images.insert(container.clone(), text);
                }
            });
        }
    };
    let suggest = {
        let put = put.clone();
        let id = format!("image-{container}");
        let start = format!("{repository}:");
        move |()| {
            put(start.clone());
            crate::dom::focus(&id);
        }
    };
    view! {
        <fieldset class="container">
            <legend class="container__title">{format!("Container {container}")}</legend>
            <p>
                "Runs now: " <Name text=present room=72 />
            </p>
            <TextField
                id=format!("image-{container}")
                label=format!("New image of {container}")
                help="The whole image with its tag or digest. Leave it empty to keep the present one."
                value
                on_input=put
            />
            <Button look=Look::Quiet on_press=suggest>
                {format!("Another tag of {}", format::short_image(&repository))}
            </Button>
        </fieldset>
    }
}
