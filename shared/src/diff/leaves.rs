//! Every place of a document by itself, as fine as differences are told.

use super::{Change, Place, name_of};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::normal::{Node, compare_keys, key_of, view, without_reported};
use crate::plan::Effect;
use crate::pointer::Pointer;
use crate::schema::{self, Element, List, Member, Order, Structure, Value};

/// What stands in a document in normal form, place by place: each as if it had just been added. A
/// difference between two documents is about one of these places, or about one around several.
pub fn leaves(document: &Document) -> Vec<Change> {
    let json = without_reported(document);
    let kind = document.kind();
    let view = view(kind, &json);
    let mut walk = Leaves {
        kind,
        found: Vec::new(),
        place: Vec::new(),
    };
    walk.structure(schema::root(kind), view.node(), &Pointer::root(), &[]);
    walk.found
}

struct Leaves {
    kind: DocumentKind,
    found: Vec<Change>,
    place: Vec<Place>,
}

impl Leaves {
    fn push(&mut self, label: &str, node: Node<'_>, at: &Pointer) {
        self.found.push(Change {
            document: self.kind,
            pointer: at.clone(),
            label: label.to_owned(),
            before: None,
            after: Some(node.to_json()),
            effect: Effect::None,
            place: self.place.clone(),
        });
    }

    /// The members but those that only say which element it is.
    fn structure(
        &mut self,
        structure: &'static Structure,
        node: Node<'_>,
        at: &Pointer,
        keys: &[&str],
    ) {
        for (name, inner) in node.members() {
            if keys.contains(&name) {
                continue;
            }
            let at = at.member(name);
            self.place.push(Place::Member(name.to_owned()));
            match structure.member(name) {
                Some(member) => self.member(member, inner, &at),
                None => self.push(name, inner, &at),
            }
            self.place.pop();
        }
    }

    fn member(&mut self, member: &'static Member, node: Node<'_>, at: &Pointer) {
        match &member.value {
            Value::Object(structure) if node.is_object() => {
                self.structure(structure, node, at, &[]);
            }
            Value::Map if node.is_object() => {
                for (name, inner) in node.members() {
                    self.place.push(Place::Member(name.to_owned()));
                    self.push(name, inner, &at.member(name));
                    self.place.pop();
                }
            }
            Value::List(list) if node.is_array() => match list.order {
                Order::Set(keys) => self.set(member, list, keys, node, at),
                Order::Sequence => self.push(member.label, node, at),
            },
            _ => self.push(member.label, node, at),
        }
    }

    fn set(
        &mut self,
        member: &'static Member,
        list: &List,
        keys: &'static [&'static str],
        node: Node<'_>,
        at: &Pointer,
    ) {
        let mut occurrence = 0;
        let mut previous: Option<Node<'_>> = None;
        let mut index = 0;
        while let Some(element) = node.element(index) {
            let same =
                previous.is_some_and(|previous| compare_keys(previous, element, keys).is_eq());
            occurrence = if same { occurrence + 1 } else { 0 };
            let at = at.index(index);
            self.place.push(Place::Element {
                keys,
                key: key_of(element, keys),
                occurrence,
                name: name_of(element, keys),
            });
            let already = self.found.len();
            if let (Element::Object(structure), true) = (&list.element, element.is_object()) {
                self.structure(structure, element, &at, keys);
            }
            // An element that is all key, or no object, stands for itself.
            if self.found.len() == already {
                self.push(member.label, element, &at);
            }
            self.place.pop();
            previous = Some(element);
            index += 1;
        }
    }
}
