//! `application/x-www-form-urlencoded`, read only.

/// The decoded pairs in their order; a pair without `=` has an empty value.
pub(in crate::protocol) fn pairs(body: &str) -> impl Iterator<Item = (String, String)> {
    body.trim_end()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                if let Some(([high, low], after)) = after
                    .split_first_chunk::<2>()
                    .and_then(|(digits, after)| Some(([hex(digits[0])?, hex(digits[1])?], after)))
                {
                    bytes.push(high << 4 | low);
                    rest = after;
                } else {
                    bytes.push(b'%');
                }
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
