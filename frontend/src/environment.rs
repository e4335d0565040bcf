//! The environment that one is in: the one that the page's address names, or else the last one.
//!
//! Going to another loads the page anew, so that nothing of one environment is ever shown in
//! another; so it is known once for as long as the page lives.

use std::cell::RefCell;

use crate::dom;

/// Where the browser keeps which one was last.
const LAST: &str = "longshore.environment";

thread_local! {
    static CURRENT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Its name; empty as long as none is known.
pub(crate) fn current() -> String {
    CURRENT.with_borrow_mut(|current| {
        current
            .get_or_insert_with(|| named().or_else(last).unwrap_or_default())
            .clone()
    })
}

/// The name that the page's address has, if it has one.
pub(crate) fn named() -> Option<String> {
    of_path(&dom::own_path())
}

/// Takes one of those that the person may see: the one of the address whatever it is, or else the
/// last one, or else the first.
pub(crate) fn settle<'a>(names: impl Iterator<Item = &'a str> + Clone) {
    let name = named().or_else(|| {
        let last = last().filter(|last| names.clone().any(|name| name == last));
        last.or_else(|| names.clone().next().map(str::to_owned))
    });
    if let (Some(name), Some(storage)) = (&name, dom::local_storage()) {
        // Without storage the first is taken each time.
        drop(storage.set_item(LAST, name));
    }
    CURRENT.set(name);
}

/// A path below the environment, of a page and of the API alike.
pub(crate) fn here(path: &str) -> String {
    there(&current(), path)
}

/// A path below another environment. Links to it load the page anew.
pub(crate) fn there(environment: &str, path: &str) -> String {
    if environment.is_empty() {
        return path.to_owned();
    }
    let path = if path == "/" { "" } else { path };
    format!("/environments/{environment}{path}")
}

fn last() -> Option<String> {
    dom::local_storage()?.get_item(LAST).ok()?
}

fn of_path(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/environments/")?;
    let name = rest.split(['/', '?', '#']).next()?;
    // A name has no letter that an address would write otherwise.
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::of_path;

    #[test]
    fn an_address_names_its_environment() {
        assert_eq!(of_path("/environments/trial"), Some("trial".to_owned()));
        assert_eq!(
            of_path("/environments/eu-1/queue?a=b"),
            Some("eu-1".to_owned())
        );
        assert_eq!(of_path("/environments/"), None);
        assert_eq!(of_path("/people"), None);
    }
}
