//! How the tables are written: one call makes a member, and more calls refine it.

use super::member::{
    Element, List, Member, Order, Platform, Range, Repeats, Scope, Structure, Text, Value,
};
use super::shape::Shape;
use crate::plan::Effect;

const fn member(
    name: &'static str,
    label: &'static str,
    value: Value,
    help: &'static str,
) -> Member {
    Member {
        name,
        label,
        help,
        unit: None,
        value,
        required: false,
        default: None,
        scope: Scope::Always,
        effect: None,
        removed_by: None,
        not_on: &[],
    }
}

pub(super) const fn text(name: &'static str, label: &'static str, help: &'static str) -> Member {
    member(name, label, Value::Text(Text::ANY), help)
}

pub(super) const fn choice(
    name: &'static str,
    one_of: &'static [&'static str],
    label: &'static str,
    help: &'static str,
) -> Member {
    let text = Text {
        one_of,
        ..Text::ANY
    };
    member(name, label, Value::Text(text), help)
}

pub(super) const fn whole(name: &'static str, label: &'static str, help: &'static str) -> Member {
    member(name, label, Value::Whole(Range::ANY), help)
}

pub(super) const fn decimal(name: &'static str, label: &'static str, help: &'static str) -> Member {
    member(name, label, Value::Decimal(Range::ANY), help)
}

pub(super) const fn flag(name: &'static str, label: &'static str, help: &'static str) -> Member {
    member(name, label, Value::Flag, help)
}

pub(super) const fn map(name: &'static str, label: &'static str, help: &'static str) -> Member {
    member(name, label, Value::Map, help)
}

pub(super) const fn any(name: &'static str, label: &'static str, help: &'static str) -> Member {
    member(name, label, Value::Any, help)
}

pub(super) const fn object(
    name: &'static str,
    structure: &'static Structure,
    label: &'static str,
    help: &'static str,
) -> Member {
    member(name, label, Value::Object(structure), help)
}

const fn list_of(
    name: &'static str,
    element: Element,
    label: &'static str,
    help: &'static str,
) -> Member {
    let list = List {
        element,
        order: Order::Sequence,
        least: 0,
        most: None,
        repeats: Repeats::Refused,
    };
    member(name, label, Value::List(list), help)
}

pub(super) const fn list(
    name: &'static str,
    structure: &'static Structure,
    label: &'static str,
    help: &'static str,
) -> Member {
    list_of(name, Element::Object(structure), label, help)
}

pub(super) const fn texts(name: &'static str, label: &'static str, help: &'static str) -> Member {
    list_of(name, Element::Text(Text::ANY), label, help)
}

pub(super) const fn choices(
    name: &'static str,
    one_of: &'static [&'static str],
    label: &'static str,
    help: &'static str,
) -> Member {
    let text = Text {
        one_of,
        ..Text::ANY
    };
    list_of(name, Element::Text(text), label, help)
}

pub(super) const fn wholes(name: &'static str, label: &'static str, help: &'static str) -> Member {
    list_of(name, Element::Whole(Range::ANY), label, help)
}

impl Member {
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    pub(super) const fn default(mut self, json: &'static str) -> Self {
        self.default = Some(json);
        self
    }

    pub(super) const fn only_at_creation(mut self) -> Self {
        self.scope = Scope::Create;
        self
    }

    pub(super) const fn only_in_updates(mut self) -> Self {
        self.scope = Scope::Update;
        self
    }

    pub(super) const fn on_update(mut self, effect: Effect) -> Self {
        self.effect = Some(effect);
        self
    }

    /// What an update says to take it away, as JSON text.
    pub(super) const fn removed_by(mut self, json: &'static str) -> Self {
        self.removed_by = Some(json);
        self
    }

    pub(super) const fn not_on(mut self, platforms: &'static [Platform]) -> Self {
        self.not_on = platforms;
        self
    }

    /// The bounds of a number.
    pub(super) const fn between(mut self, least: i64, most: i64) -> Self {
        self.value = self.value.bounded(Some(least), Some(most));
        self
    }

    /// The lower bound of a number.
    pub(super) const fn at_least(mut self, least: i64) -> Self {
        self.value = self.value.bounded(Some(least), None);
        self
    }

    /// How a text, or each text of a list, must look.
    pub(super) const fn like(mut self, shape: Shape) -> Self {
        match &mut self.value {
            Value::Text(text)
            | Value::List(List {
                element: Element::Text(text),
                ..
            }) => text.shape = Some(shape),
            _ => {}
        }
        self
    }

    /// AWS takes other texts than those that are listed.
    pub(super) const fn takes_others(mut self) -> Self {
        if let Value::Text(text) = &mut self.value {
            text.takes_others = true;
        }
        self
    }

    /// How many characters a text, or each text of a list, has.
    pub(super) const fn length(mut self, least: usize, most: usize) -> Self {
        match &mut self.value {
            Value::Text(text)
            | Value::List(List {
                element: Element::Text(text),
                ..
            }) => {
                text.least = least;
                text.most = Some(most);
            }
            _ => {}
        }
        self
    }

    /// How many elements a list has.
    pub(super) const fn count(mut self, least: usize, most: usize) -> Self {
        if let Value::List(list) = &mut self.value {
            list.least = least;
            list.most = Some(most);
        }
        self
    }

    /// The list has no order; its elements are told apart by these members, or by themselves.
    pub(super) const fn set(mut self, keys: &'static [&'static str]) -> Self {
        if let Value::List(list) = &mut self.value {
            list.order = Order::Set(keys);
        }
        self
    }

    /// AWS accepts two elements of the same key, and the last one holds.
    pub(super) const fn last_wins(mut self) -> Self {
        if let Value::List(list) = &mut self.value {
            list.repeats = Repeats::LastWins;
        }
        self
    }

    /// Two elements of the same key both hold.
    pub(super) const fn may_repeat(mut self) -> Self {
        if let Value::List(list) = &mut self.value {
            list.repeats = Repeats::Kept;
        }
        self
    }
}

impl Value {
    const fn bounded(self, least: Option<i64>, most: Option<i64>) -> Self {
        let range = Range { least, most };
        match self {
            Self::Whole(_) => Self::Whole(range),
            Self::Decimal(_) => Self::Decimal(range),
            other => other,
        }
    }
}

/// A structure, of which AWS reports no more than it takes.
pub(super) const fn structure(name: &'static str, members: &'static [Member]) -> Structure {
    Structure {
        name,
        members,
        read_only: &[],
        union: false,
    }
}

/// A structure of which exactly one member is given.
pub(super) const fn union(name: &'static str, members: &'static [Member]) -> Structure {
    Structure {
        union: true,
        ..structure(name, members)
    }
}
