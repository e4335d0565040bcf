//! Normal form: what makes a comparison honest.
//!
//! Defaults are filled in, sets are sorted by their keys, what AWS only reports is dropped, units
//! are canonical, and members stand in the schema's order. What has an order keeps it, and members
//! that the schema does not know stay as they are. Bringing a document into normal form twice is
//! the same as once.

mod build;
mod key;
mod known;
mod members;
mod rebalancing;
mod run_task;
mod service;
mod task_definition;
mod view;

use std::borrow::Cow;

use crate::document::{Document, set_aside};
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::schema;

use build::{Builder, put_in_order};
use task_definition::HostPorts;

pub(crate) use key::{compare_keys, key_of};
pub(crate) use view::{Node, View};

/// Brings a document into normal form.
pub fn normal(document: &Document) -> Document {
    let taken = without_reported(document);
    let json = view(document.kind(), &taken).node().to_json();
    Document::new(document.kind(), json)
}

/// What a document sends, without what AWS only reports.
pub(crate) fn without_reported(document: &Document) -> Cow<'_, Json> {
    let root = schema::root(document.kind());
    let reports = document
        .json()
        .as_object()
        .unwrap_or_default()
        .iter()
        .any(|(name, _)| root.is_read_only(name));
    if !reports {
        return Cow::Borrowed(document.json());
    }
    let mut json = document.json().clone();
    set_aside(document.kind(), &mut json);
    Cow::Owned(json)
}

/// The normal form of a tree that reports nothing, without a copy of it.
pub(crate) fn view(kind: DocumentKind, json: &Json) -> View<'_> {
    if json.as_object().is_none() {
        return View::Same(json);
    }
    let root = schema::root(kind);
    let host_ports = match kind {
        DocumentKind::TaskDefinition => HostPorts::of_task_definition(json),
        DocumentKind::Service | DocumentKind::RunTask => HostPorts::Unknown,
    };
    let view = Builder { host_ports }.structure(root, json);
    let mut members = view.into_members().unwrap_or_default();
    match kind {
        DocumentKind::TaskDefinition => task_definition::normalize(json, &mut members),
        DocumentKind::Service => service::normalize(&mut members, root),
        DocumentKind::RunTask => run_task::normalize(&mut members),
    }
    put_in_order(root, &mut members);
    View::Object(members)
}
