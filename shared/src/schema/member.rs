//! What the schema's tables are made of.

use super::Shape;
use crate::plan::Effect;

/// An object of the language and its members.
#[derive(Debug)]
pub struct Structure {
    /// AWS's name of it, such as `ContainerDefinition`.
    pub name: &'static str,
    /// Its members, in the order of AWS's model.
    pub members: &'static [Member],
    /// The members that AWS only reports.
    pub read_only: &'static [&'static str],
    /// Whether exactly one of its members is given; AWS's model calls it a tagged union.
    pub union: bool,
}

impl Structure {
    /// Finds a member by its name.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Finds a member and its place by its name.
    pub fn position(&self, name: &str) -> Option<(usize, &'static Member)> {
        self.members
            .iter()
            .enumerate()
            .find(|(_, member)| member.name == name)
    }

    /// Whether AWS only reports a member of this name.
    pub fn is_read_only(&self, name: &str) -> bool {
        self.read_only.contains(&name)
    }
}

/// One member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name in JSON, such as `containerPort`.
    pub name: &'static str,
    /// What its form field is called, such as `Container port`.
    pub label: &'static str,
    /// What it is for, in a sentence or two.
    pub help: &'static str,
    /// The unit of its number, such as `MiB`.
    pub unit: Option<&'static str>,
    /// What it holds.
    pub value: Value,
    /// Whether an object without it is refused.
    pub required: bool,
    /// What AWS fills in when it is left out, as JSON text.
    pub default: Option<&'static str>,
    /// Which calls take it.
    pub scope: Scope,
    /// What a change of it does to running tasks; nothing where it does what the member around
    /// it does.
    pub effect: Option<Effect>,
    /// What an update says to take it away, as JSON text; nothing where leaving it out is enough,
    /// or where it can't be taken away.
    pub removed_by: Option<&'static str>,
    /// Where AWS refuses it.
    pub not_on: &'static [Platform],
}

impl Member {
    /// The values that it may have, where they are listed; empty elsewhere.
    pub const fn one_of(&self) -> &'static [&'static str] {
        match &self.value {
            Value::Text(text)
            | Value::List(List {
                element: Element::Text(text),
                ..
            }) => text.one_of,
            _ => &[],
        }
    }

    /// The bounds of its number, where it is a whole one.
    pub const fn range(&self) -> Option<Range> {
        match &self.value {
            Value::Whole(range) => Some(*range),
            _ => None,
        }
    }
}

/// What a member holds.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// A text.
    Text(Text),
    /// A whole number.
    Whole(Range),
    /// A number, perhaps with a fraction.
    Decimal(Range),
    /// `true` or `false`.
    Flag,
    /// An object.
    Object(&'static Structure),
    /// A list.
    List(List),
    /// An object of freely chosen names with texts.
    Map,
    /// Whatever JSON has.
    Any,
}

/// What a text may be.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The values that it may have; empty where any will do.
    pub one_of: &'static [&'static str],
    /// Whether AWS takes values that are not listed, too, and leaves it to the instances.
    pub takes_others: bool,
    /// How it must look.
    pub shape: Option<Shape>,
    /// The fewest characters.
    pub least: usize,
    /// The most characters.
    pub most: Option<usize>,
}

impl Text {
    /// A text without limits.
    pub const ANY: Self = Self {
        one_of: &[],
        takes_others: false,
        shape: None,
        least: 0,
        most: None,
    };
}

/// The bounds of a number; nothing where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least, inclusive.
    pub least: Option<i64>,
    /// The most, inclusive.
    pub most: Option<i64>,
}

impl Range {
    /// No bounds.
    pub const ANY: Self = Self {
        least: None,
        most: None,
    };
}

/// A list.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// What its elements are.
    pub element: Element,
    /// Whether their order means something.
    pub order: Order,
    /// The fewest elements.
    pub least: usize,
    /// The most elements.
    pub most: Option<usize>,
    /// What becomes of two elements with the same key.
    pub repeats: Repeats,
}

/// What becomes of two elements of a set that have the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// AWS refuses them.
    Refused,
    /// AWS takes both, and the last one holds.
    LastWins,
    /// Both hold.
    Kept,
}

/// What the elements of a list are.
#[derive(Debug, Clone, Copy)]
pub enum Element {
    /// Texts.
    Text(Text),
    /// Whole numbers.
    Whole(Range),
    /// Objects.
    Object(&'static Structure),
}

/// Whether the order of a list means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// It does: never sort it.
    Sequence,
    /// It is really a set: its elements are told apart by these members; by themselves where
    /// there is none.
    Set(&'static [&'static str]),
}

/// Which calls take a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every one.
    Always,
    /// Only the one that creates; it can never be changed.
    Create,
    /// Only the one that updates.
    Update,
}

/// Where a member may not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Tasks on Fargate.
    Fargate,
    /// Windows containers.
    Windows,
    /// Tasks with the `awsvpc` network mode.
    Awsvpc,
}
