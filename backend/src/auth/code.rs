//! Codes that open a door once, made to be read aloud and typed. Only their hashes are kept; with
//! 80 bits or more, nobody finds a code from its hash.

use shared::wire::Secret;

use crate::random::{self, NoRandomness};

/// So long a code for a password or for the set-up lasts: a day.
pub(crate) const CODE_LASTS_MS: i64 = 24 * 60 * 60 * 1000;

/// A code, in the one moment that it is known.
#[derive(Debug)]
pub struct OneTimeCode {
    /// What the person types, in groups of four.
    pub text: Secret,
    /// What is kept.
    pub hash: String,
}

/// Draws a code of 20 letters: 100 bits.
pub(super) fn draw() -> Result<OneTimeCode, NoRandomness> {
    Ok(of(&random::letters::<20>()?))
}

/// Draws a shorter one, of 16 letters: 80 bits.
pub(super) fn draw_short() -> Result<OneTimeCode, NoRandomness> {
    Ok(of(&random::letters::<16>()?))
}

/// The hash of a code as somebody typed it: capitals, dashes and spaces do not count, nor whether
/// a digit was taken for a letter.
pub(super) fn hash(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    random::sha256(&format!("longshore code {plain}"))
}

fn of(letters: &str) -> OneTimeCode {
    let mut text = String::new();
    for (index, letter) in letters.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    OneTimeCode {
        hash: hash(&text),
        text: Secret::new(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{draw, hash};

    #[test]
    fn a_code_may_be_typed_carelessly() {
        let code = draw().unwrap();
        let text = code.text.expose();
        assert_eq!(text.len(), 24);
        assert_eq!(hash(text), code.hash);
        let careless = format!(
            " {} ",
            text.to_lowercase().replace('-', " ").replace('0', "o")
        );
        assert_eq!(hash(&careless), code.hash);
        assert_ne!(hash(""), code.hash);
        assert_ne!(draw().unwrap().hash, code.hash);
    }
}
