//! Light, dark, or as the system has it. Remembered in the browser, never on the server.

use leptos::prelude::*;

use crate::dom;

const KEY: &str = "longshore.theme";

/// What a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// The theme in use, for the whole application.
#[derive(Clone, Copy)]
pub(crate) struct ThemeContext(RwSignal<Theme>);

impl ThemeContext {
    /// Reads what was remembered and makes it so.
    pub(crate) fn provide() {
        let remembered = dom::local_storage()
            .and_then(|storage| storage.get_item(KEY).ok().flatten())
            .and_then(|name| Theme::find(&name))
            .unwrap_or(Theme::System);
        show(remembered);
        provide_context(Self(RwSignal::new(remembered)));
    }

    pub(crate) fn expect() -> Self {
        expect_context()
    }

    pub(crate) fn get(self) -> Theme {
        self.0.get()
    }

    /// Takes the name of a theme; one that is not known changes nothing.
    pub(crate) fn choose_named(self, name: &str) {
        if let Some(theme) = Theme::find(name) {
            self.choose(theme);
        }
    }

    fn choose(self, theme: Theme) {
        self.0.set(theme);
        show(theme);
        if let Some(storage) = dom::local_storage() {
            // A browser that does not remember still shows what was chosen.
            drop(storage.set_item(KEY, theme.as_str()));
        }
    }
}

fn show(theme: Theme) {
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("data-theme", theme.as_str()));
    }
}
