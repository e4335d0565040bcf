//! A document in normal form without a copy of it: what is normal already is borrowed, and only
//! what differs is made. Comparing two large documents then costs little more than reading them.

use std::cmp::Ordering;

use crate::json::Json;

/// A value in normal form.
#[derive(Debug, Clone)]
pub(crate) enum View<'a> {
    /// As it stands in the document.
    Same(&'a Json),
    /// Another one than in the document.
    Made(Json),
    /// A list of which something differs.
    Array(Vec<Self>),
    /// An object of which something differs.
    Object(Members<'a>),
}

/// The members of an object in normal form.
pub(crate) type Members<'a> = Vec<(&'a str, View<'a>)>;

/// A value of a view, wherever it is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'v> {
    Json(&'v Json),
    Array(&'v [View<'v>]),
    Object(&'v [(&'v str, View<'v>)]),
}

impl<'a> View<'a> {
    pub(crate) fn node(&self) -> Node<'_> {
        match self {
            Self::Same(json) => Node::Json(json),
            Self::Made(json) => Node::Json(json),
            Self::Array(elements) => Node::Array(elements),
            Self::Object(members) => Node::Object(members),
        }
    }

    /// The members, to change; none where it is no object.
    pub(super) fn into_members(self) -> Option<Members<'a>> {
        match self {
            Self::Object(members) => Some(members),
            Self::Same(Json::Object(members)) => Some(
                members
                    .iter()
                    .map(|(name, value)| (name.as_str(), View::Same(value)))
                    .collect(),
            ),
            Self::Same(_) | Self::Made(_) | Self::Array(_) => None,
        }
    }

    /// Keeps some elements of a list.
    pub(super) fn retain(self, keep: impl Fn(Node<'_>) -> bool) -> Self {
        match self {
            Self::Same(Json::Array(elements))
                if !elements.iter().all(|one| keep(Node::Json(one))) =>
            {
                let kept = elements.iter().filter(|one| keep(Node::Json(one)));
                Self::Array(kept.map(View::Same).collect())
            }
            Self::Array(mut elements) => {
                elements.retain(|one| keep(one.node()));
                Self::Array(elements)
            }
            other => other,
        }
    }
}

impl<'v> Node<'v> {
    pub(crate) fn is_object(self) -> bool {
        matches!(self, Self::Object(_) | Self::Json(Json::Object(_)))
    }

    pub(crate) fn is_array(self) -> bool {
        matches!(self, Self::Array(_) | Self::Json(Json::Array(_)))
    }

    pub(crate) fn is_null(self) -> bool {
        matches!(self, Self::Json(Json::Null))
    }

    /// Whether it is a list or an object with nothing in it.
    pub(super) fn is_empty(self) -> bool {
        (self.is_array() || self.is_object()) && self.len() == 0
    }

    pub(crate) fn as_str(self) -> Option<&'v str> {
        match self {
            Self::Json(json) => json.as_str(),
            Self::Array(_) | Self::Object(_) => None,
        }
    }

    pub(super) fn as_i64(self) -> Option<i64> {
        match self {
            Self::Json(json) => json.as_i64(),
            Self::Array(_) | Self::Object(_) => None,
        }
    }

    pub(super) fn as_bool(self) -> Option<bool> {
        match self {
            Self::Json(json) => json.as_bool(),
            Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// How many elements or members it has.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Json(Json::Array(elements)) => elements.len(),
            Self::Json(Json::Object(members)) => members.len(),
            Self::Json(_) => 0,
            Self::Array(elements) => elements.len(),
            Self::Object(members) => members.len(),
        }
    }

    pub(crate) fn element(self, at: usize) -> Option<Self> {
        match self {
            Self::Json(Json::Array(elements)) => elements.get(at).map(Self::Json),
            Self::Array(elements) => elements.get(at).map(View::node),
            Self::Json(_) | Self::Object(_) => None,
        }
    }

    /// A member and its name by its place.
    pub(crate) fn member(self, at: usize) -> Option<(&'v str, Self)> {
        match self {
            Self::Json(Json::Object(members)) => members
                .get(at)
                .map(|(name, value)| (name.as_str(), Self::Json(value))),
            Self::Object(members) => members.get(at).map(|(name, view)| (*name, view.node())),
            Self::Json(_) | Self::Array(_) => None,
        }
    }

    pub(crate) fn members(self) -> impl Iterator<Item = (&'v str, Self)> {
        (0..self.len()).map_while(move |at| self.member(at))
    }

    pub(crate) fn elements(self) -> impl Iterator<Item = Self> {
        (0..self.len()).map_while(move |at| self.element(at))
    }

    /// A member by its name; in normal form each is there once.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        match self {
            Self::Json(json) => json.get(name).map(Self::Json),
            Self::Object(members) => members
                .iter()
                .find(|(member, _)| *member == name)
                .map(|(_, view)| view.node()),
            Self::Array(_) => None,
        }
    }

    pub(crate) fn to_json(self) -> Json {
        match self {
            Self::Json(json) => json.clone(),
            Self::Array(elements) => {
                Json::Array(elements.iter().map(|one| one.node().to_json()).collect())
            }
            Self::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|(name, view)| ((*name).to_owned(), view.node().to_json()))
                    .collect(),
            ),
        }
    }

    /// A total order in which only what is the same is equal.
    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Json(Json::Null), Self::Json(Json::Null)) => Ordering::Equal,
            (Self::Json(Json::Bool(left)), Self::Json(Json::Bool(right))) => left.cmp(right),
            (Self::Json(Json::String(left)), Self::Json(Json::String(right))) => left.cmp(right),
            (Self::Json(Json::Number(left)), Self::Json(Json::Number(right))) => {
                match (left.as_i64(), right.as_i64()) {
                    (Some(left), Some(right)) => left.cmp(&right),
                    _ => (left.as_f64().total_cmp(&right.as_f64()))
                        .then_with(|| left.as_str().cmp(right.as_str())),
                }
            }
            (left, right) if left.is_array() && right.is_array() => {
                in_turn(left.elements(), right.elements(), Self::compare)
            }
            (left, right) if left.is_object() && right.is_object() => in_turn(
                left.members(),
                right.members(),
                |(left_name, left), (right_name, right)| {
                    left_name.cmp(right_name).then_with(|| left.compare(right))
                },
            ),
            (left, right) => left.rank().cmp(&right.rank()),
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Json(Json::Null) => 0,
            Self::Json(Json::Bool(_)) => 1,
            Self::Json(Json::Number(_)) => 2,
            Self::Json(Json::String(_)) => 3,
            Self::Json(Json::Array(_)) | Self::Array(_) => 4,
            Self::Json(Json::Object(_)) | Self::Object(_) => 5,
        }
    }
}

/// Compares element by element; where one ends first, it is the lesser.
fn in_turn<T>(
    mut left: impl Iterator<Item = T>,
    mut right: impl Iterator<Item = T>,
    compare: impl Fn(T, T) -> Ordering,
) -> Ordering {
    loop {
        match (left.next(), right.next()) {
            (Some(left), Some(right)) => match compare(left, right) {
                Ordering::Equal => {}
                differs => return differs,
            },
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (None, None) => return Ordering::Equal,
        }
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Json(left), Self::Json(right)) => left == right,
            (left, right) => left.compare(*right) == Ordering::Equal,
        }
    }
}
