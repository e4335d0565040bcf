//! What others have deployed while an edit was open, or kept as a draft: previewed as it stands, the
//! edit would take that back.

use leptos::prelude::*;
use shared::diff::{diff, words};
use shared::document::Document;
use shared::merge::merge_holding;
use shared::plan::ChangeInWords;
use shared::pointer::Pointer;
use shared::wire::{DraftBase, DraftContent};

use super::editing::{Editor, set_text, text};
use super::page::KINDS;
use super::start::Base;
use crate::api;
use crate::dom;
use crate::ui::{Banner, Button, Look, Tone};

/// The id of what asks how to go on.
const ASKS: &str = "behind";
/// So many changes are told; the others are counted.
const MOST_TOLD: usize = 8;

/// An edit that was begun on something else than what runs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Behind {
    begun: DraftBase,
    now: Base,
    /// What the edit would take back.
    changes: Vec<ChangeInWords>,
}

impl Behind {
    /// Holds an edit against what runs now; nothing where it takes nothing back.
    pub(super) fn of(content: &DraftContent, begun: &DraftBase, now: Base) -> Option<Self> {
        let (_, changes) = brought_in(content, begun, &now);
        (!changes.is_empty()).then(|| Self {
            begun: begun.clone(),
            now,
            changes,
        })
    }

    /// Asks what runs now, for an editor that was opened on something that may have moved since.
    /// Where that is not told, making the plan says why.
    pub(super) async fn look(editor: Editor) -> Option<Self> {
        let base = editor.base_untracked()?;
        let detail = api::find_service(&base.cluster, &base.service).await.ok()?;
        let now = Base::of(&detail)?;
        let content = editor.content().try_get_untracked()?;
        let begun = content.base.clone().or(base.content.base)?;
        Self::of(&content, &begun, now)
    }
}

/// An edit with what others have changed since it was begun, and what that is. Where both touched the
/// same place, the edit holds. A text that cannot be read is left alone.
fn brought_in(
    content: &DraftContent,
    begun: &DraftBase,
    now: &Base,
) -> (DraftContent, Vec<ChangeInWords>) {
    let mut brought = DraftContent {
        base: now.content.base.clone(),
        ..content.clone()
    };
    let mut changes = Vec::new();
    if now.content.base.as_ref() == Some(begun) {
        return (brought, changes);
    }
    let begun = DraftContent {
        task_definition: begun.task_definition.clone(),
        service: begun.service.clone(),
        ..DraftContent::default()
    };
    for kind in KINDS {
        let read = |content: &DraftContent| Document::read(text(content, kind), Some(kind)).ok();
        let (Some(before), Some(mine), Some(theirs)) =
            (read(&begun), read(content), read(&now.content))
        else {
            continue;
        };
        let mut merged = merge_holding(&before, &mine, &theirs).document;
        let missing = diff(&mine, &merged);
        if missing.is_empty() {
            continue;
        }
        changes.extend(words(&missing));
        let asks = keep_asked(&mine, &mut merged);
        let text = if !asks && diff(&merged, &theirs).is_empty() {
            text(&now.content, kind).to_owned()
        } else {
            merged.text()
        };
        set_text(&mut brought, kind, text);
    }
    (brought, changes)
}

/// Brings what belongs to a call, and not to what it is about, over to a merged document; says
/// whether there is any.
fn keep_asked(mine: &Document, merged: &mut Document) -> bool {
    let mut asks = false;
    for member in ["forceNewDeployment", "clientToken"] {
        if let Some(value) = mine.json().get(member).cloned() {
            asks |= merged
                .json_mut()
                .set(&Pointer::root().member(member), value);
        }
    }
    asks
}

/// Says what an edit would take back, and asks how to go on.
#[component]
pub(super) fn BehindBanner(editor: Editor, behind: RwSignal<Option<Behind>>) -> impl IntoView {
    let settle = move |is_brought_in: bool| {
        let Some(Behind { begun, now, .. }) = behind.get_untracked() else {
            return;
        };
        let content = editor.content().get_untracked();
        let said = if is_brought_in {
            let (brought, _) = brought_in(&content, &begun, &now);
            editor.replace(brought);
            "What others changed stands in the editor now. Undo takes it out again."
        } else {
            editor.replace(DraftContent {
                base: now.content.base.clone(),
                ..content
            });
            "The edit stays as it is, and its preview shows what it takes back."
        };
        editor.rebase(now);
        behind.set(None);
        editor.announcer.say(said);
        request_animation_frame(|| {
            dom::focus("preview");
        });
    };
    move || {
        let Behind { now, changes, .. } = behind.get()?;
        let more = changes.len().saturating_sub(MOST_TOLD);
        let told = changes
            .into_iter()
            .take(MOST_TOLD)
            .map(|change| view! { <li>{change.words}</li> })
            .collect_view();
        let more = (more > 0).then(|| view! { <li>{format!("{more} more")}</li> });
        Some(view! {
            <div id=ASKS tabindex="-1" role="alert">
                <Banner tone=Tone::Warn title="What runs has changed since this edit was begun">
                    <p>
                        "The service runs " <span class="mono">{now.revision}</span>
                        " now. As it stands, the edit would take others' changes back. Bringing them in adds this to it:"
                    </p>
                    <ul>{told}{more}</ul>
                    <p>"Where you changed the same, yours holds."</p>
                    <div class="actions">
                        <Button look=Look::Primary on_press=move |()| settle(true)>
                            "Bring them in"
                        </Button>
                        <Button on_press=move |()| settle(false)>"Leave the edit as it is"</Button>
                    </div>
                </Banner>
            </div>
        })
    }
}

/// Lets the person see what asks.
pub(super) fn show() {
    request_animation_frame(|| {
        dom::focus(ASKS);
    });
}

#[cfg(test)]
mod tests {
    use super::{Base, Behind, DraftBase, DraftContent, brought_in};

    fn task(image: &str, level: &str) -> String {
        format!(
            r#"{{"family": "web", "containerDefinitions": [{{"name": "web", "image": "{image}", "environment": [{{"name": "LEVEL", "value": "{level}"}}]}}]}}"#
        )
    }

    const SERVICE: &str = r#"{"cluster": "test", "serviceName": "web"}"#;

    fn begun(task_definition: &str) -> DraftBase {
        DraftBase {
            task_definition: task_definition.to_owned(),
            service: SERVICE.to_owned(),
        }
    }

    fn content(task_definition: &str) -> DraftContent {
        DraftContent {
            task_definition: task_definition.to_owned(),
            service: SERVICE.to_owned(),
            base: Some(begun(task_definition)),
            ..DraftContent::default()
        }
    }

    fn now(task_definition: &str) -> Base {
        Base {
            cluster: "test".to_owned(),
            service: "web".to_owned(),
            revision: "web:2".to_owned(),
            desired: 1,
            content: content(task_definition),
        }
    }

    #[test]
    fn what_others_deployed_is_told_and_brought_in_beside_the_edit() {
        let begun = begun(&task("web:1", "info"));
        let mine = content(&task("web:1", "debug"));
        let now = now(&task("web:2", "info"));
        let behind = Behind::of(&mine, &begun, now.clone()).unwrap();
        let words: Vec<&str> = behind
            .changes
            .iter()
            .map(|one| one.words.as_str())
            .collect();
        assert_eq!(words, ["web: image web:1 → web:2"]);
        let (brought, _) = brought_in(&mine, &begun, &now);
        for part in ["web:2", "debug"] {
            assert!(brought.task_definition.contains(part), "{brought:?}");
        }
        assert_eq!(brought.service, mine.service);
        assert_eq!(brought.base, now.content.base);
    }

    #[test]
    fn a_restart_that_is_asked_for_stays_asked_for() {
        let old = task("web:1", "info");
        let restarts = r#"{"cluster": "test", "serviceName": "web", "forceNewDeployment": true}"#;
        let mine = DraftContent {
            service: restarts.to_owned(),
            ..content(&old)
        };
        let mut now = now(&old);
        let theirs = r#"{"cluster": "test", "serviceName": "web", "enableExecuteCommand": true}"#;
        now.content.service = theirs.to_owned();
        now.content.base = Some(DraftBase {
            service: theirs.to_owned(),
            ..begun(&old)
        });
        let (brought, _) = brought_in(&mine, &begun(&old), &now);
        for part in ["\"forceNewDeployment\": true", "enableExecuteCommand"] {
            assert!(brought.service.contains(part), "{brought:?}");
        }
    }

    #[test]
    fn an_edit_that_takes_nothing_back_is_not_behind() {
        let begun = begun(&task("web:1", "info"));
        let nothing = |mine: &str, runs: &str| Behind::of(&content(mine), &begun, now(runs));
        let edit = task("web:2", "info");
        assert_eq!(nothing(&edit, &task("web:1", "info")), None);
        // Others deployed the same, or changed just what the edit changes, too.
        assert_eq!(nothing(&edit, &edit), None);
        assert_eq!(nothing(&edit, &task("web:3", "info")), None);
    }

    #[test]
    fn an_edit_of_nothing_becomes_what_runs_to_the_letter() {
        let old = task("web:1", "info");
        let now = now(&task("web:2", "info"));
        let (brought, changes) = brought_in(&content(&old), &begun(&old), &now);
        assert_eq!(brought, now.content);
        assert_eq!(changes.len(), 1);
    }
}
