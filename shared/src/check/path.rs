//! The way to a place in a document, kept on the stack: a pointer is made of it only where
//! something is wrong.

use crate::pointer::Pointer;

/// A place, by the step from the place around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'p> {
    from: Option<(&'p Path<'p>, Step<'p>)>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Member(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The whole document.
    pub(super) const fn root() -> Self {
        Self { from: None }
    }

    pub(super) const fn member(&'p self, name: &'p str) -> Self {
        Self {
            from: Some((self, Step::Member(name))),
        }
    }

    pub(super) const fn index(&'p self, index: usize) -> Self {
        Self {
            from: Some((self, Step::Index(index))),
        }
    }

    pub(super) fn pointer(&self) -> Pointer {
        match self.from {
            None => Pointer::root(),
            Some((outer, Step::Member(name))) => outer.pointer().member(name),
            Some((outer, Step::Index(index))) => outer.pointer().index(index),
        }
    }
}
