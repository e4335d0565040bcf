//! The editor as a page: what it starts with is fetched, then its views are shown.

use std::sync::Arc;

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::pointer::Pointer;
use shared::wire::{DraftContent, DraftSummary, ProblemCode};

use super::behind::{Behind, BehindBanner};
use super::difference::Difference;
use super::drafts::Drafts;
use super::editing::{Editor, View};
use super::exports::Exports;
use super::form::Form;
use super::gate::Gate;
use super::json::JsonView;
use super::keys::{SHORTCUTS, listen};
use super::placeholders::Placeholders;
use super::save_state::{SaveState, SaveTrouble};
use super::saving::{About, Kept, Saving, State, kept_name};
use super::start::{self, Base};
use super::submit::Submit;
use super::templates::Templates;
use crate::api::{self, Failure, Loader};
use crate::dom;
use crate::kept::{self, Life};
use crate::opening::EditorOpening;
use crate::ui::{
    AsyncView, Banner, Button, ConfirmDialog, Look, Shortcuts, Skeleton, Tab, Tabs, Tone,
};

/// What an editor starts with.
#[derive(Debug, Clone, PartialEq)]
struct Start {
    about: About,
    base: Option<Base>,
    /// What there is when nothing is typed.
    blank: DraftContent,
    content: DraftContent,
    /// The draft's version on the server; 0 where it has none.
    version: i64,
    /// When it was saved there.
    saved_at_ms: Option<i64>,
    /// What the server has of it.
    saved: DraftContent,
    /// The draft as somebody else saved it, where this browser keeps something older.
    moved: Option<DraftSummary>,
    /// What others have deployed since it was begun.
    behind: Option<Behind>,
    /// The draft that was asked for is gone.
    is_gone: bool,
}

#[component]
pub(super) fn EditorPage(opening: EditorOpening) -> impl IntoView {
    let start = Loader::new(move || {
        let opening = opening.clone();
        async move { begin(opening).await }
    });
    let ready = Arc::new(|start: Memo<Result<Start, Unreadable>>| {
        match start.get_untracked() {
        Ok(start) => view! { <Workbench start /> }.into_any(),
        Err(Unreadable) => view! {
            <Banner tone=Tone::Bad title="What runs could not be read">
                <p>
                    "AWS did not give the task definition, so there is nothing to start from. Check that Longshore may call ecs:DescribeTaskDefinition, then reload the page."
                </p>
            </Banner>
        }
        .into_any(),
    }
    });
    view! {
        <AsyncView
            state=start.state()
            retry=move |()| start.reload()
            loading=|| view! { <Skeleton lines=12 /> }
            ready
        />
    }
}

/// AWS did not give what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unreadable;

async fn begin(opening: EditorOpening) -> Result<Result<Start, Unreadable>, Failure> {
    let (target, draft, cluster) = match opening {
        EditorOpening::NewService { draft, cluster } => (None, draft, cluster),
        EditorOpening::NewVersion {
            cluster,
            service,
            draft,
        } => (Some((cluster, service)), draft, None),
        EditorOpening::Gallery
        | EditorOpening::Secrets
        | EditorOpening::NewRelease { .. }
        | EditorOpening::RunTask { .. } => (None, None, None),
    };
    let base = match &target {
        Some((cluster, service)) => {
            let detail = api::find_service(cluster, service).await?;
            match Base::of(&detail) {
                Some(base) => Some(base),
                None => return Ok(Err(Unreadable)),
            }
        }
        None => None,
    };
    let mut blank = base
        .as_ref()
        .map_or_else(start::blank, |base| base.content.clone());
    if let Some(cluster) = cluster {
        blank.service = with_cluster(&blank.service, &cluster);
    }
    let id = draft.clone().unwrap_or_else(dom::random_name);
    let here: Option<Kept> = draft
        .is_some()
        .then(|| kept::find(Life::Long, &kept_name(&id)))
        .flatten();
    let there = match &draft {
        Some(id) => match api::find_draft(id).await {
            Ok(draft) => Some(draft),
            Err(failure) if failure.code == Some(ProblemCode::NotFound) => None,
            // Without an answer this browser's own copy is enough to go on with.
            Err(failure) if failure.code.is_none() && here.is_some() => None,
            Err(failure) => return Err(failure),
        },
        None => None,
    };
    let saved_at_ms = there.as_ref().map(|draft| draft.summary.updated_at_ms);
    let is_gone = draft.is_some() && there.is_none() && here.is_none();
    let (version, saved, summary) = match there {
        Some(draft) => (draft.summary.version, draft.content, Some(draft.summary)),
        None => (0, blank.clone(), None),
    };
    let (content, moved) = match here {
        Some(kept) if kept.base_version < version && kept.content != saved => {
            (kept.content, summary)
        }
        Some(kept) => (kept.content, None),
        None => (saved.clone(), None),
    };
    let behind = base.as_ref().and_then(|base| {
        let begun = content.base.as_ref()?;
        Behind::of(&content, begun, base.clone())
    });
    Ok(Ok(Start {
        about: About { id, target },
        base,
        blank,
        content,
        version,
        saved_at_ms,
        saved,
        moved,
        behind,
        is_gone,
    }))
}

fn with_cluster(service: &str, cluster: &str) -> String {
    match shared::json::parse(service) {
        Ok(mut json) => {
            json.set(&Pointer::root().member("cluster"), Json::from(cluster));
            json.to_pretty()
        }
        Err(_) => service.to_owned(),
    }
}

#[component]
fn Workbench(start: Start) -> impl IntoView {
    let Start {
        about,
        base,
        blank,
        content,
        version,
        saved_at_ms,
        saved,
        moved,
        behind,
        is_gone,
    } = start;
    let state = match (moved, saved_at_ms) {
        (Some(theirs), _) => State::Moved(theirs),
        (None, Some(at_ms)) => State::Saved { at_ms },
        (None, None) => State::Untouched,
    };
    let is_resumed = version > 0 || content != blank;
    let target = about.target.clone();
    let is_new = base.is_none();
    let editor = Editor::new(content, blank, base);
    let lead = move || lead(editor.base().as_ref());
    let behind = RwSignal::new(behind);
    let saving = Saving::begin(editor, about, version, saved, state);
    super::references::watch(editor);
    let help = crate::ui::DialogHandle::new();
    listen(editor, saving, help);
    let tabs = vec![
        Tab {
            id: View::Form.as_str(),
            label: "Form",
            view: Arc::new(move || view! { <Form editor /> }.into_any()),
        },
        Tab {
            id: View::Json.as_str(),
            label: "Files and JSON",
            view: Arc::new(move || view! { <JsonView editor /> }.into_any()),
        },
        Tab {
            id: View::Difference.as_str(),
            label: "Difference",
            view: Arc::new(move || view! { <Difference editor /> }.into_any()),
        },
    ];
    // What one may start from goes when it is chosen, and not while somebody types below it.
    let is_started = RwSignal::new(is_resumed);
    let forget = move |()| {
        editor.start_over();
        saving.discard();
        saving.begin_anew();
        is_started.set(false);
    };
    view! {
        {lead}
        {is_gone
            .then(|| {
                view! {
                    <Banner tone=Tone::Warn title="This draft is gone">
                        <p>
                            "It was deleted, or what it held was deployed. What you type here becomes a new draft."
                        </p>
                    </Banner>
                }
            })}
        {(!is_resumed).then(|| view! { <Drafts target=target.clone() /> })}
        {move || (is_new && !is_started.get())
                .then(|| view! { <Templates editor on_start=move |()| is_started.set(true) /> })}
        <div class="toolbar" role="toolbar" aria-label="The draft">
            <UndoRedo editor />
            <Exports editor />
            <ConfirmDialog
                trigger="Start over"
                title="Start over?"
                text="The draft is deleted and everything that was typed is taken back. Nothing in AWS changes. Undo brings it back as long as this page is open."
                confirm="Forget it"
                on_confirm=forget
            />
            <Button look=Look::Quiet on_press=move |()| help.open()>
                "Shortcuts"
            </Button>
            <SaveState saving />
        </div>
        <SaveTrouble saving />
        <BehindBanner editor behind />
        <Tabs label="How to see the definitions" chosen=editor.view tabs />
        <Placeholders editor />
        <Gate editor />
        <Submit editor saving behind />
        <Shortcuts handle=help all=SHORTCUTS />
    }
}

fn lead(base: Option<&Base>) -> AnyView {
    match base {
        Some(base) => view! {
            <p class="lead">
                "The service runs " <strong class="mono">{base.revision.clone()}</strong>
                ". This is all of it; change what is to be different. Only what differs is sent, and nothing happens in AWS before you have seen a preview."
            </p>
        }
        .into_any(),
        None => view! {
            <p class="lead">
                "A task definition says what runs, a service keeps it running. Fill in the form, or bring the files that you have; both show the same two definitions. Nothing happens in AWS before you have seen a preview."
            </p>
        }
        .into_any(),
    }
}

#[component]
fn UndoRedo(editor: Editor) -> impl IntoView {
    let no_undo = Signal::derive(move || !editor.can_undo());
    let no_redo = Signal::derive(move || !editor.can_redo());
    view! {
        <button
            type="button"
            class="button"
            data-look="quiet"
            aria-disabled=move || no_undo.get().then_some("true")
            aria-keyshortcuts="Control+Z"
            on:click=move |_| super::keys::undo(editor)
        >
            "Undo"
        </button>
        <button
            type="button"
            class="button"
            data-look="quiet"
            aria-disabled=move || no_redo.get().then_some("true")
            aria-keyshortcuts="Control+Shift+Z"
            on:click=move |_| super::keys::redo(editor)
        >
            "Redo"
        </button>
    }
}

/// The kinds that an editor holds.
pub(super) const KINDS: [DocumentKind; 2] = [DocumentKind::TaskDefinition, DocumentKind::Service];
