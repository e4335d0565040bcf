//! What stands on pages in the place of a secret-looking value, and has come back from there.

use super::Checker;
use crate::check::path::Path;
use crate::diff::MASK;
use crate::json::Json;

impl Checker<'_> {
    /// Tells every text that is a mask, also in members that nobody knows.
    pub(super) fn masked(&mut self, json: &Json, at: &Path<'_>) {
        match json {
            Json::String(text) if text == MASK => self.error(
                "value-masked",
                at,
                "Give the value itself: this only stands for it where it is not shown".to_owned(),
                None,
            ),
            Json::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.masked(element, &at.index(index));
                }
            }
            Json::Object(members) => {
                for (name, value) in members {
                    self.masked(value, &at.member(name));
                }
            }
            _ => {}
        }
    }
}
