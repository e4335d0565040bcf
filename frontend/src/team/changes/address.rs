//! What the list is asked with, in the page's address. Pure but for the browser's own encoding.

use shared::change::ChangeState;
use shared::wire::{ChangeQuery, ChangeView};

use crate::dom;
use crate::environment::here;

/// What an address asks for. Where it names no view, the one that waits for the person; a list that
/// is narrowed down is of all.
pub(super) fn read(search: &str) -> ChangeQuery {
    let mut query = ChangeQuery {
        view: ChangeView::WaitingForMe,
        ..ChangeQuery::default()
    };
    let mut names_view = false;
    for part in search.trim_start_matches('?').split('&') {
        let Some((name, value)) = part.split_once('=') else {
            continue;
        };
        let value = dom::decode(value);
        if value.is_empty() {
            continue;
        }
        match name {
            "view" => {
                if let Some(view) = ChangeView::find(&value) {
                    query.view = view;
                    names_view = true;
                }
            }
            "state" => query.state = ChangeState::find(&value),
            "environment" => query.environment = Some(value),
            "author" => query.author = Some(value),
            "cluster" => query.cluster = Some(value),
            "service" => query.service = Some(value),
            _ => {}
        }
    }
    if !names_view && is_narrowed(&query) {
        query.view = ChangeView::All;
    }
    query
}

/// Whether something in particular is asked for.
pub(super) fn is_narrowed(query: &ChangeQuery) -> bool {
    query.state.is_some()
        || query.environment.is_some()
        || query.author.is_some()
        || query.cluster.is_some()
        || query.service.is_some()
}

/// The address of a list.
pub(super) fn write(query: &ChangeQuery) -> String {
    let ChangeQuery {
        view,
        state,
        environment,
        author,
        cluster,
        service,
        after: _,
    } = query;
    let parts = [
        ("view", Some(view.as_str().to_owned())),
        ("state", state.map(|state| state.as_str().to_owned())),
        ("environment", environment.clone()),
        ("author", author.clone()),
        ("cluster", cluster.clone()),
        ("service", service.clone()),
    ];
    let given: Vec<String> = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", dom::encode(&value?))))
        .collect();
    here(&format!("/changes?{}", given.join("&")))
}
