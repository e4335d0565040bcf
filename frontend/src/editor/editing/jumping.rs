//! The way from an issue to the place that it is about.

use leptos::prelude::*;
use shared::document::ReadError;
use shared::issue::{DocumentKind, Issue};
use shared::pointer::Pointer;

use super::{Editor, View, text_id};
use crate::dom;
use crate::editor::{field_id, form};

impl Editor {
    /// Goes to the line where a text cannot be read.
    pub(crate) fn jump_to_text(self, kind: DocumentKind) {
        let line = self
            .reading(kind)
            .with_untracked(|reading| reading.as_ref().err().and_then(ReadError::line));
        self.show_line(kind, line.unwrap_or(1));
    }

    /// Goes to the field that an issue is about, or to its line in the JSON.
    pub(crate) fn jump(self, issue: &Issue) {
        self.jump_to(issue.document, &issue.pointer);
    }

    /// Goes to the field of a place: the form is brought to where it is, and the focus to it or to
    /// what stands around it. Where the form has nothing of it, or the JSON is shown, to its line.
    pub(crate) fn jump_to(self, kind: DocumentKind, pointer: &Pointer) {
        if self.view.get_untracked() == View::Json.as_str() {
            self.jump_to_line(kind, pointer);
            return;
        }
        self.view.set(View::Form.as_str());
        form::unfold(self, kind, pointer);
        let pointer = pointer.clone();
        // What is unfolded has its fields after the next frame.
        request_animation_frame(move || {
            request_animation_frame(move || {
                let mut place = Some(pointer.clone());
                while let Some(at) = place {
                    if dom::focus(&field_id(kind, &at)) {
                        return;
                    }
                    place = at.parent();
                }
                self.jump_to_line(kind, &pointer);
            });
        });
    }

    fn jump_to_line(self, kind: DocumentKind, pointer: &Pointer) {
        let text = untrack(|| self.text(kind));
        let line = shared::json::line_of(&text, pointer);
        self.show_line(kind, line.unwrap_or(1));
    }

    fn show_line(self, kind: DocumentKind, line: usize) {
        self.view.set(View::Json.as_str());
        let text = untrack(|| self.text(kind));
        request_animation_frame(move || {
            dom::select_line(text_id(kind), &text, line);
        });
    }
}
