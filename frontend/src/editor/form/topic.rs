//! Folded parts of the form. What is in one is made when it is first unfolded, so that opening the
//! form does not cost what nobody looks at.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::json::Json;

use super::member::{member_view, strangers_view};
use super::topics::Topic;
use crate::editor::binding::Spot;
use crate::editor::editing::Editor;
use crate::editor::findings::Count;
use crate::ui::Fold;

/// The folded parts of a service.
#[component]
pub(super) fn Folded(editor: Editor, topics: &'static [Topic]) -> impl IntoView {
    let root = Spot::root(editor, DocumentKind::Service);
    view! { <Topics root topics /> }
}

/// The folded parts of what stands at a place.
#[component]
pub(super) fn Topics(root: Spot, topics: &'static [Topic]) -> impl IntoView {
    let folds = topics
        .iter()
        .map(|topic| view! { <OneTopic root=root.clone() topic /> })
        .collect_view();
    let strangers = root
        .structure()
        .map(|structure| strangers_view(&root, structure));
    view! {
        <div class="topics">{folds}</div>
        {strangers}
    }
}

#[component]
fn OneTopic(root: Spot, topic: &'static Topic) -> impl IntoView {
    let editor = root.editor;
    let spots: Vec<Spot> = topic
        .members
        .iter()
        .map(|path| {
            path.split('.')
                .fold(root.clone(), |spot, name| spot.child(name))
        })
        .collect();
    let mark = {
        let spots = spots.clone();
        Memo::new(move |_| mark(&spots))
    };
    let is_open = RwSignal::new(untrack(|| {
        editor.unfolded.with(|unfolded| unfolded.contains(topic.id))
    }));
    // Derived from outside: a jump unfolds what it leads to.
    Effect::new(move |_| {
        if editor.unfolded.with(|unfolded| unfolded.contains(topic.id)) {
            is_open.try_set(true);
        }
    });
    let toggle = move |open: bool| {
        is_open.set(open);
        editor.unfolded.update_untracked(|unfolded| {
            if open {
                unfolded.insert(topic.id);
            } else {
                unfolded.remove(topic.id);
            }
        });
    };
    let body = move || {
        let views = spots.iter().cloned().map(member_view).collect_view();
        view! {
            <p class="quiet">{topic.gloss}</p>
            <div class="members">{views}</div>
        }
        .into_any()
    };
    view! { <Fold label=topic.title mark is_open on_toggle=toggle body /> }
}

/// What is set in a topic, and what is wrong in it.
fn mark(spots: &[Spot]) -> Option<String> {
    let n_set = spots
        .iter()
        .filter(|spot| spot.editor.look(spot.kind, &spot.pointer, says_something))
        .count();
    let count = spots
        .iter()
        .map(|spot| count(spot.editor, spot))
        .fold(Count::default(), Count::and);
    let set = (n_set > 0).then(|| format!("{n_set} set"));
    let words: Vec<String> = set.into_iter().chain(count_words(count)).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Whether something stands at a place. An empty list says as much as none.
fn says_something(json: Option<&Json>) -> bool {
    match json {
        None | Some(Json::Null) => false,
        Some(Json::Array(elements)) => !elements.is_empty(),
        Some(_) => true,
    }
}

/// The issues in a place, as far as they are told already.
pub(super) fn count(editor: Editor, spot: &Spot) -> Count {
    if editor.is_insistent() {
        editor
            .findings()
            .with(|findings| findings.count(spot.kind, &spot.pointer))
    } else {
        Count::default()
    }
}

/// Such as `2 errors`; warnings are counted where there is no error.
pub(super) fn count_words(count: Count) -> Option<String> {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    match count {
        Count {
            errors: 0,
            warnings: 0,
        } => None,
        Count {
            errors: 0,
            warnings,
        } => Some(crate::format::count(
            number(warnings),
            "warning",
            "warnings",
        )),
        Count { errors, .. } => Some(crate::format::count(number(errors), "error", "errors")),
    }
}
