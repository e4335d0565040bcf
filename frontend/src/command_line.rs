//! Commands as people type them in one line, and as ECS takes them: word by word. Pure.

/// The words of a command, as a shell would read them: apart at spaces, together in quotes. Nothing
/// is filled in, as there is no shell.
///
/// # Errors
/// Which quote is not closed.
pub(crate) fn split(line: &str) -> Result<Vec<String>, char> {
    let mut words = Vec::new();
    let mut word = None::<String>;
    let mut quote = None::<char>;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => {
                // What comes after it stands for itself; a last one does, too.
                let next = characters.next().unwrap_or(character);
                word.get_or_insert_default().push(next);
            }
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (_, other) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    quote.map_or(Ok(words), Err)
}

/// A command in one line, so that [`split`] gives the same words again.
pub(crate) fn join(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    quoted.join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain =
        |character: char| !character.is_whitespace() && !matches!(character, '"' | '\'' | '\\');
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        // Within single quotes all stands for itself but the quote.
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{join, split};

    #[test]
    fn words_are_apart_at_spaces_and_together_in_quotes() {
        let words = split(r#"sh -c "echo  \"hi\"" 'a b' c\ d "" "#).unwrap();
        assert_eq!(words, ["sh", "-c", "echo  \"hi\"", "a b", "c d", ""]);
        assert_eq!(split("").unwrap(), [] as [&str; 0]);
    }

    #[test]
    fn a_quote_that_is_not_closed_is_told() {
        assert_eq!(split("echo 'hi"), Err('\''));
    }

    #[test]
    fn what_is_joined_is_split_into_the_same_words() {
        let words = ["python", "it's", "a b", "", "back\\slash", "\"q\""];
        let line = join(&words);
        assert_eq!(split(&line).unwrap(), words, "{line}");
    }
}
