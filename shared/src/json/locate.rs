//! Finding the lines of places in a JSON text, for errors at the line.

use std::collections::BTreeMap;

use super::parse::{MAX_DEPTH, Reader};
use crate::pointer::Pointer;

/// What Describe and Get commands wrap a definition in; pointers are relative to the inside.
const WRAPPINGS: [&str; 3] = ["/taskDefinition", "/services/0", "/service"];

/// The line, from 1, of what a pointer points to; of what it would stand in where it is missing.
/// Who asks for several reads the text once, with [`Lines`].
pub fn line_of(text: &str, pointer: &Pointer) -> Option<usize> {
    Lines::of(text).line_of(pointer)
}

/// The lines of everything in a text; of what comes before its first mistake, where it is no JSON.
#[derive(Debug, Clone)]
pub struct Lines {
    root: Option<Spot>,
}

impl Lines {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let mut walk = Walk {
            reader: Reader::new(text),
            text,
            counted: 0,
            line: 1,
        };
        walk.reader.space();
        let is_empty = walk.reader.peek().is_none();
        Self {
            root: (!is_empty).then(|| walk.value(0).0),
        }
    }

    /// The line, from 1, of what a pointer points to; of what it would stand in where it is
    /// missing. Of members that appear twice the last one counts, as everywhere.
    pub fn line_of(&self, pointer: &Pointer) -> Option<usize> {
        let root = self.root.as_ref()?;
        let (spot, left) = root.follow(pointer.tokens());
        if left == 0 {
            return Some(spot.line);
        }
        let wrapped = WRAPPINGS.iter().find_map(|wrapping| {
            let (inner, 0) = root.follow(Pointer::parse(wrapping).tokens()) else {
                return None;
            };
            let (found, still_left) = inner.follow(pointer.tokens());
            (still_left < pointer.tokens().count()).then_some(found)
        });
        Some(wrapped.unwrap_or(spot).line)
    }
}

/// Where a value, or the name before it, stands.
#[derive(Debug, Clone)]
struct Spot {
    line: usize,
    inside: Inside,
}

#[derive(Debug, Clone)]
enum Inside {
    Nothing,
    Elements(Vec<Spot>),
    Members(BTreeMap<String, Spot>),
}

impl Spot {
    /// The deepest part of a way that there is, and how many of its tokens are left.
    fn follow(&self, tokens: impl Iterator<Item = String>) -> (&Self, usize) {
        let mut spot = Some(self);
        let mut deepest = self;
        let mut left = 0;
        for token in tokens {
            spot = spot.and_then(|spot| match &spot.inside {
                Inside::Nothing => None,
                Inside::Elements(elements) => elements.get(token.parse::<usize>().ok()?),
                Inside::Members(members) => members.get(&token),
            });
            match spot {
                Some(spot) => deepest = spot,
                None => left += 1,
            }
        }
        (deepest, left)
    }
}

/// A walk through a text that counts its lines.
struct Walk<'t> {
    reader: Reader<'t>,
    text: &'t str,
    /// Up to where the lines are counted.
    counted: usize,
    line: usize,
}

impl Walk<'_> {
    /// The line here.
    fn line(&mut self) -> usize {
        let here = self.reader.offset();
        let passed = self.text.get(self.counted..here).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.counted = here;
        self.line
    }

    /// The value here, and whether it is whole.
    fn value(&mut self, depth: usize) -> (Spot, bool) {
        self.reader.space();
        let line = self.line();
        let is_placeholder = self.reader.is_at_placeholder();
        let (inside, whole) = match self.reader.peek() {
            Some(b'{') if depth < MAX_DEPTH && !is_placeholder => self.members(depth),
            Some(b'[') if depth < MAX_DEPTH => self.elements(depth),
            _ => (Inside::Nothing, self.reader.value(depth).is_ok()),
        };
        (Spot { line, inside }, whole)
    }

    fn members(&mut self, depth: usize) -> (Inside, bool) {
        let mut members = BTreeMap::new();
        let mut whole = self.starts_empty(b'}');
        while whole.is_none() {
            self.reader.space();
            let line = self.line();
            let Ok(name) = self.reader.member_name(false) else {
                return (Inside::Members(members), false);
            };
            let (spot, is_whole) = self.value(depth + 1);
            members.insert(name, Spot { line, ..spot });
            whole = self.ends(is_whole, b'}');
        }
        (Inside::Members(members), whole == Some(true))
    }

    fn elements(&mut self, depth: usize) -> (Inside, bool) {
        let mut elements = Vec::new();
        let mut whole = self.starts_empty(b']');
        while whole.is_none() {
            let (spot, is_whole) = self.value(depth + 1);
            elements.push(spot);
            whole = self.ends(is_whole, b']');
        }
        (Inside::Elements(elements), whole == Some(true))
    }

    /// Goes inside; true where the end is there at once.
    fn starts_empty(&mut self, close: u8) -> Option<bool> {
        self.reader.step();
        self.reader.space();
        (self.reader.peek() == Some(close)).then(|| {
            self.reader.step();
            true
        })
    }

    /// Whether this is the end, and if so, a good one.
    fn ends(&mut self, is_whole: bool, close: u8) -> Option<bool> {
        if !is_whole {
            return Some(false);
        }
        match self.reader.end_of_item(close) {
            Ok(false) => None,
            Ok(true) => Some(true),
            Err(_) => Some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::line_of;
    use crate::pointer::Pointer;

    #[test]
    fn finds_members_elements_and_the_nearest_of_what_is_missing() {
        let text =
            "{\n  \"a\": 1,\n  \"b\": [\n    {\"x\": 1},\n    {\n      \"y\": 2\n    }\n  ]\n}";
        for (pointer, line) in [
            ("", 1),
            ("/a", 2),
            ("/b/1", 5),
            ("/b/1/y", 6),
            ("/b/1/z", 5),
            ("/c", 1),
        ] {
            assert_eq!(
                line_of(text, &Pointer::parse(pointer)),
                Some(line),
                "{pointer}"
            );
        }
    }

    #[test]
    fn finds_the_last_of_members_that_appear_twice() {
        let text = "{\n\"a\": [1],\n\"a\": {\n\"b\": 1,\n\"b\": 2\n},\n\"c\": @";
        for (pointer, line) in [("/a", 3), ("/a/b", 5), ("/a/0", 3), ("/c", 7)] {
            let pointer = Pointer::parse(pointer);
            assert_eq!(line_of(text, &pointer), Some(line), "{pointer}");
        }
    }

    #[test]
    fn passes_over_placeholders_and_what_is_empty() {
        let text = "{\n\"a\": {{ env \"A\" }},\n\"b\": [{}, [], ${N},\n{\"c\": 1}],\n\"d\": 2\n}";
        for (pointer, line) in [("/a", 2), ("/b/2", 3), ("/b/3/c", 4), ("/d", 5)] {
            assert_eq!(line_of(text, &Pointer::parse(pointer)), Some(line));
        }
    }

    #[test]
    fn looks_inside_of_describe_output() {
        let text = "{\n\"taskDefinition\": {\n\"family\": \"a\"\n}\n}";
        assert_eq!(line_of(text, &Pointer::parse("/family")), Some(3));
    }
}
