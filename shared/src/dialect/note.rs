//! What a conversion has to say to the person.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::place::Place;

/// One thing that was not taken over as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// What became of it.
    pub kind: NoteKind,
    /// Where, such as `Resources.Web.Properties.Cpu`; empty for the whole.
    pub place: String,
    /// What happened and what to do, without values that could be secret.
    pub message: String,
}

/// What became of something that a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// It was taken over, with an assumption that a person should look at.
    Assumed,
    /// It was not taken over.
    Left,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            formatter.write_str(&self.message)
        } else {
            write!(formatter, "{}: {}", self.place, self.message)
        }
    }
}

/// So many notes are kept; nobody reads more.
const MOST: usize = 200;

/// Notes while they are being written.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    more: usize,
}

impl Notes {
    /// Says what was assumed.
    pub(super) fn assumed(&mut self, place: &Place<'_>, message: impl Into<String>) {
        self.push(NoteKind::Assumed, place, message);
    }

    /// Says what was left out.
    pub(super) fn left(&mut self, place: &Place<'_>, message: impl Into<String>) {
        self.push(NoteKind::Left, place, message);
    }

    fn push(&mut self, kind: NoteKind, place: &Place<'_>, message: impl Into<String>) {
        if self.notes.len() >= MOST {
            self.more += 1;
            return;
        }
        let note = Note {
            kind,
            place: place.to_string(),
            message: message.into(),
        };
        // The same place is asked again where something is repeated.
        if self.notes.last() != Some(&note) {
            self.notes.push(note);
        }
    }

    /// Takes over the notes of another text.
    pub(super) fn append(&mut self, other: Self) {
        self.more += other.more;
        for note in other.notes {
            if self.notes.len() < MOST {
                self.notes.push(note);
            } else {
                self.more += 1;
            }
        }
    }

    /// The notes with other words for their places.
    pub(super) fn placed(mut self, place: impl Fn(&str) -> String) -> Self {
        for note in &mut self.notes {
            note.place = place(&note.place);
        }
        self
    }

    /// The notes, and a last one where there were more than anybody reads.
    pub(super) fn finish(mut self) -> Vec<Note> {
        if self.more > 0 {
            self.notes.push(Note {
                kind: NoteKind::Left,
                place: String::new(),
                message: format!("{} more notes are not shown; settle these first", self.more),
            });
        }
        self.notes
    }
}
