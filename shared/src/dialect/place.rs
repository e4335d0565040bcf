//! Where in a text something stands, in words, made only when a note needs it.

use std::fmt;

use crate::clip::clip;

/// A place and the way to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    outer: Option<&'a Self>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The whole text.
    pub(super) const ROOT: Place<'static> = Place::named("");

    /// A place that is called by a name of its own.
    pub(super) const fn named(name: &'a str) -> Self {
        Self {
            outer: None,
            step: Step::Name(name),
        }
    }

    /// The member `name` of this place.
    pub(super) const fn member(&'a self, name: &'a str) -> Self {
        Self {
            outer: Some(self),
            step: Step::Name(name),
        }
    }

    /// The element at `index` of this place.
    pub(super) const fn index(&'a self, index: usize) -> Self {
        Self {
            outer: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = vec![self.step];
        let mut outer = self.outer;
        while let Some(place) = outer {
            steps.push(place.step);
            outer = place.outer;
        }
        let mut first = true;
        for step in steps.iter().rev() {
            match step {
                Step::Name("") => continue,
                Step::Name(name) => {
                    if !first {
                        formatter.write_str(".")?;
                    }
                    formatter.write_str(&clip(name))?;
                }
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
            first = false;
        }
        Ok(())
    }
}
