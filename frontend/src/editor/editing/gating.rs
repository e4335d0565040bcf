//! A task that is to end well before the service is touched.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::wire::DraftGate;

use super::Editor;
use crate::editor::history::Place;
use crate::{command_line, task_request};

impl Editor {
    pub(crate) fn gate(self) -> Option<DraftGate> {
        self.content.with(|content| content.gate.clone())
    }

    pub(crate) fn set_gate(self, gate: Option<DraftGate>) {
        self.change(Place::Gate, |content| content.gate = gate);
    }

    /// The containers of the task definition, each with its own command in one line.
    pub(crate) fn containers(self) -> Vec<(String, String)> {
        self.reading(DocumentKind::TaskDefinition).with(|reading| {
            reading.as_ref().map_or_else(
                |_| Vec::new(),
                |document| task_request::containers(document.json()),
            )
        })
    }

    /// Why no request can be made for the gate; nothing where one can, or where there is none.
    pub(crate) fn gate_trouble(self) -> Option<String> {
        let gate = self.gate()?;
        if let Err(quote) = command_line::split(&gate.command) {
            return Some(format!(
                "Run a task first: the quote {quote} in the command is not closed."
            ));
        }
        let is_there = self
            .containers()
            .iter()
            .any(|(name, _)| *name == gate.container);
        (!is_there).then(|| {
            "Run a task first: choose a container; the task definition has none of that name."
                .to_owned()
        })
    }
}
