//! What differs from what runs: in words first, then line by line.

use leptos::prelude::*;
use shared::diff;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::normal::normal;
use shared::plan::{ChangeInWords, PlanKind};

use super::editing::{Editor, text};
use super::page::KINDS;
use crate::parts::Changes;
use crate::ui::DiffView;

#[component]
pub(super) fn Difference(editor: Editor) -> impl IntoView {
    let is_there = editor.base_untracked().is_some();
    let before = move |kind: DocumentKind| -> Option<Document> {
        let base = editor.base()?;
        Document::read(text(&base.content, kind), Some(kind)).ok()
    };
    let compared = move || {
        let pairs: Vec<(DocumentKind, Option<Document>, Option<Document>)> = KINDS
            .into_iter()
            .map(|kind| (kind, before(kind), editor.reading(kind).get().ok()))
            .collect();
        if pairs.iter().any(|(_, _, after)| after.is_none()) {
            return view! {
                <p>"One of the texts cannot be read at present, so nothing can be compared."</p>
            }
            .into_any();
        }
        let changes: Vec<ChangeInWords> = pairs
            .iter()
            .filter_map(|(_, before, after)| Some((before.as_ref()?, after.as_ref()?)))
            .flat_map(|(before, after)| diff::words(&diff::diff(before, after)))
            .collect();
        let lines = pairs
            .into_iter()
            .filter_map(|(kind, before, after)| {
                let text = |document: Document| normal(&document).text();
                let (before, after) = (before.map(text).unwrap_or_default(), text(after?));
                let label = crate::text::sentence_start(kind.words());
                (before != after).then(|| view! { <DiffView label before after /> })
            })
            .collect_view();
        let kind = if is_there {
            PlanKind::NewRevision
        } else {
            PlanKind::FirstDeploy
        };
        view! {
            <Changes changes kind />
            {lines}
        }
        .into_any()
    };
    let lead = if is_there {
        "Compared with what runs. Both are in normal form: defaults filled in, sets sorted, so that only what differs in meaning is marked."
    } else {
        "Nothing runs yet, so everything is new. In normal form: defaults filled in, sets sorted."
    };
    view! {
        <p class="quiet">{lead}</p>
        {compared}
    }
}
