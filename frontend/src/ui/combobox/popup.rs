//! The list that opens below the field: whether it is open, what narrows it, and what keys do.

use leptos::prelude::*;

use super::{Listed, Suggestion};
use crate::dom;
use crate::ui::async_view::Load;

/// More than these are not shown at once; typing narrows them.
pub(super) const MOST_SHOWN: usize = 60;

/// The state of the list that opens below the field.
#[derive(Clone, Copy)]
pub(super) struct Popup {
    id: StoredValue<String>,
    pub(super) input: NodeRef<leptos::html::Input>,
    pub(super) open: RwSignal<bool>,
    /// What narrows the list: only what was typed since it opened, so that opening a field that is
    /// filled in shows everything.
    wanted: RwSignal<String>,
    active: RwSignal<Option<usize>>,
    pub(super) shown: Memo<Vec<Suggestion>>,
    ask: Callback<String>,
}

/// What came of a key.
pub(super) enum Pressed {
    Ignored,
    Taken,
    Chosen(Suggestion),
}

impl Popup {
    pub(super) fn new(id: String, listed: Listed) -> Self {
        let wanted = RwSignal::new(String::new());
        Self {
            id: StoredValue::new(id),
            input: NodeRef::new(),
            open: RwSignal::new(false),
            wanted,
            active: RwSignal::new(None),
            shown: Memo::new(move |_| {
                let wanted = wanted.get().to_lowercase();
                listed.state.with(|state| match state {
                    Load::Ready(all) => narrowed(all, &wanted),
                    Load::Loading | Load::Failed(_) => Vec::new(),
                })
            }),
            ask: listed.ask,
        }
    }

    pub(super) fn option_id(self, at: usize) -> String {
        self.id.with_value(|id| format!("{id}-option-{at}"))
    }

    pub(super) fn show(self) {
        if !self.open.get_untracked() {
            self.wanted.set(String::new());
            self.open.set(true);
            self.ask.run(String::new());
        }
    }

    pub(super) fn narrow(self, typed: &str) {
        self.open.set(true);
        self.active.set(None);
        self.wanted.set(typed.to_owned());
        self.ask.run(typed.to_owned());
    }

    pub(super) fn close(self) {
        self.open.try_set(false);
        self.active.try_set(None);
    }

    /// The suggestion that the arrows are on, while it is there.
    pub(super) fn active(self) -> Option<usize> {
        let number = self.shown.with(Vec::len);
        self.active.get().filter(|at| *at < number)
    }

    /// Moves the focus back into the field, as before a button in the list goes away.
    pub(super) fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            // A field that is gone takes no focus.
            drop(input.focus());
        }
    }

    fn go(self, at: usize) -> Pressed {
        self.show();
        self.active.set(Some(at));
        dom::reveal(&self.option_id(at));
        Pressed::Taken
    }

    pub(super) fn press(self, key: &str) -> Pressed {
        let number = self.shown.with_untracked(Vec::len);
        let now = untrack(|| self.active());
        let is_open = self.open.get_untracked();
        match key {
            "ArrowDown" if number > 0 => self.go(now.map_or(0, |at| (at + 1) % number)),
            "ArrowUp" if number > 0 => {
                self.go(now.map_or(number - 1, |at| (at + number - 1) % number))
            }
            "Home" if is_open && now.is_some() => self.go(0),
            "End" if is_open && now.is_some() => self.go(number.saturating_sub(1)),
            "Enter" if is_open => {
                let chosen =
                    now.and_then(|at| self.shown.with_untracked(|all| all.get(at).cloned()));
                self.close();
                chosen.map_or(Pressed::Taken, Pressed::Chosen)
            }
            "Escape" if is_open => {
                self.close();
                Pressed::Taken
            }
            "ArrowDown" => {
                self.show();
                Pressed::Taken
            }
            _ => Pressed::Ignored,
        }
    }
}

/// What fits, best first.
fn narrowed(all: &[Suggestion], wanted: &str) -> Vec<Suggestion> {
    let mut fitting: Vec<(u8, &Suggestion)> = all
        .iter()
        .filter_map(|suggestion| Some((suggestion.rank(wanted)?, suggestion)))
        .collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting
        .into_iter()
        .take(MOST_SHOWN)
        .map(|(_, suggestion)| suggestion.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Suggestion, narrowed};

    #[test]
    fn a_name_that_begins_so_comes_before_a_gloss_that_has_it() {
        let suggestion = |name: &str, gloss: &str| Suggestion {
            value: name.to_owned(),
            label: name.to_owned(),
            details: vec![gloss.to_owned()],
            concerns: Vec::new(),
        };
        let all = [
            suggestion("production", "Fargate alone"),
            suggestion("latest", "3 instances"),
            suggestion("test", "3 instances"),
        ];
        let names: Vec<String> = narrowed(&all, "te")
            .into_iter()
            .map(|suggestion| suggestion.value)
            .collect();
        assert_eq!(names, ["test", "latest", "production"]);
    }
}
