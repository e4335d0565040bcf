//! Reading CBOR (RFC 8949), as far as JSON can hold it.

use serde_json::{Map, Number, Value};

/// Deeper values do not occur in any model; more would only be a way to exhaust the stack.
const MAX_DEPTH: usize = 32;
/// The additional information of items without a length, which a break ends.
const ENDLESS: u8 = 31;
const BREAK: u8 = 0xff;

/// The value that some bytes are; `None` when they are none, or more than one.
pub(super) fn decode(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { rest: bytes };
    let value = reader.item(MAX_DEPTH)?;
    reader.rest.is_empty().then_some(value)
}

/// How many items of a list or a map are still to come.
enum Left {
    Exactly(u64),
    UntilBreak,
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn item(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let head = self.byte()?;
        let (major, info) = (head >> 5, head & 31);
        match major {
            0 => Some(self.length(info)?.into()),
            1 => {
                let below = i64::try_from(self.length(info)?).ok()?;
                Some((-1_i64).checked_sub(below)?.into())
            }
            // No request here has bytes that are not text.
            2 | 3 => String::from_utf8(self.bytes(info)?).ok().map(Value::String),
            4 => self.list(info, depth),
            5 => self.map(info, depth),
            6 => {
                // The only tag that AWS uses marks a time, which its name tells as well.
                self.length(info)?;
                self.item(depth)
            }
            _ => self.simple(info),
        }
    }

    fn list(&mut self, info: u8, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        let mut left = self.count(info)?;
        while self.goes_on(&mut left)? {
            items.push(self.item(depth)?);
        }
        Some(Value::Array(items))
    }

    fn map(&mut self, info: u8, depth: usize) -> Option<Value> {
        let mut members = Map::new();
        let mut left = self.count(info)?;
        while self.goes_on(&mut left)? {
            let Value::String(key) = self.item(depth)? else {
                return None;
            };
            let value = self.item(depth)?;
            // As with JSON, a member that is null is not there.
            if !value.is_null() {
                members.insert(key, value);
            }
        }
        Some(Value::Object(members))
    }

    fn count(&mut self, info: u8) -> Option<Left> {
        if info == ENDLESS {
            return Some(Left::UntilBreak);
        }
        self.length(info).map(Left::Exactly)
    }

    fn goes_on(&mut self, left: &mut Left) -> Option<bool> {
        match left {
            Left::Exactly(count) => {
                let goes_on = *count > 0;
                *count = count.saturating_sub(1);
                Some(goes_on)
            }
            Left::UntilBreak if *self.rest.first()? == BREAK => {
                self.byte()?;
                Some(false)
            }
            Left::UntilBreak => Some(true),
        }
    }

    fn bytes(&mut self, info: u8) -> Option<Vec<u8>> {
        let mut joined = Vec::new();
        if info != ENDLESS {
            let length = usize::try_from(self.length(info)?).ok()?;
            joined.extend(self.take(length)?);
            return Some(joined);
        }
        loop {
            match self.byte()? {
                BREAK => return Some(joined),
                head => {
                    let length = usize::try_from(self.length(head & 31)?).ok()?;
                    joined.extend(self.take(length)?);
                }
            }
        }
    }

    fn simple(&mut self, info: u8) -> Option<Value> {
        match info {
            20 => Some(Value::Bool(false)),
            21 => Some(Value::Bool(true)),
            22 | 23 => Some(Value::Null),
            26 => number(f64::from(f32::from_be_bytes(self.array()?))),
            27 => number(f64::from_be_bytes(self.array()?)),
            _ => None,
        }
    }

    /// The number in the head of an item.
    fn length(&mut self, info: u8) -> Option<u64> {
        match info {
            0..=23 => Some(info.into()),
            24 => self.byte().map(u64::from),
            25 => Some(u16::from_be_bytes(self.array()?).into()),
            26 => Some(u32::from_be_bytes(self.array()?).into()),
            27 => Some(u64::from_be_bytes(self.array()?)),
            _ => None,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (first, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(first)
    }
}

fn number(value: f64) -> Option<Value> {
    Number::from_f64(value).map(Value::Number)
}
