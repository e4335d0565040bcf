//! Finding the line of a place in a JSON text, for errors at the line.

use super::parse::Reader;
use crate::pointer::Pointer;

/// What Describe and Get commands wrap a definition in; pointers are relative to the inside.
const WRAPPINGS: [&str; 3] = ["/taskDefinition", "/services/0", "/service"];

/// The line, from 1, of what a pointer points to; of what it would stand in where it is missing.
pub fn line_of(text: &str, pointer: &Pointer) -> Option<usize> {
    let tokens: Vec<String> = pointer.tokens().collect();
    let (offset, depth) = locate(text, &tokens)?;
    let best = if depth == tokens.len() {
        offset
    } else {
        WRAPPINGS
            .iter()
            .filter_map(|wrapping| {
                let wrapping = Pointer::parse(wrapping);
                let prefix = wrapping.tokens().count();
                let wrapped: Vec<String> = wrapping.tokens().chain(tokens.clone()).collect();
                locate(text, &wrapped).filter(|(_, found)| *found > prefix)
            })
            .map(|(offset, _)| offset)
            .next()
            .unwrap_or(offset)
    };
    let before = text.get(..best)?;
    Some(before.bytes().filter(|byte| *byte == b'\n').count() + 1)
}

/// The offset of the deepest part of the path that there is, and how many tokens deep it is.
fn locate(text: &str, tokens: &[String]) -> Option<(usize, usize)> {
    let mut reader = Reader::new(text);
    reader.space();
    reader.peek()?;
    let mut found = reader.offset();
    for (depth, token) in tokens.iter().enumerate() {
        match enter(&mut reader, token) {
            Some(offset) => found = offset,
            None => return Some((found, depth)),
        }
    }
    Some((found, tokens.len()))
}

/// Goes into the value here, to the member or element that the token names; where it starts.
fn enter(reader: &mut Reader<'_>, token: &str) -> Option<usize> {
    reader.space();
    match reader.peek()? {
        b'{' => enter_member(reader, token),
        b'[' => enter_element(reader, token.parse().ok()?),
        _ => None,
    }
}

/// Of members that appear twice the last one counts, as everywhere.
fn enter_member(reader: &mut Reader<'_>, token: &str) -> Option<usize> {
    reader.step();
    let mut found = None;
    // Behind what is no JSON nothing is found.
    while let Some((start, name)) = member_here(reader) {
        if name == token {
            found = Some((start, reader.clone()));
        }
        if reader.value(0).is_err() || reader.end_of_item(b'}').unwrap_or(true) {
            break;
        }
    }
    let (start, inside) = found?;
    *reader = inside;
    Some(start)
}

fn member_here(reader: &mut Reader<'_>) -> Option<(usize, String)> {
    reader.space();
    let start = reader.offset();
    Some((start, reader.member_name(false).ok()?))
}

fn enter_element(reader: &mut Reader<'_>, index: usize) -> Option<usize> {
    reader.step();
    for at in 0..=index {
        reader.space();
        if reader.peek()? == b']' {
            return None;
        }
        if at == index {
            break;
        }
        reader.value(0).ok()?;
        if reader.end_of_item(b']').ok()? {
            return None;
        }
    }
    Some(reader.offset())
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
    fn looks_inside_of_describe_output() {
        let text = "{\n\"taskDefinition\": {\n\"family\": \"a\"\n}\n}";
        assert_eq!(line_of(text, &Pointer::parse("/family")), Some(3));
    }
}
