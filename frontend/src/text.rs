//! How sentences are built where they come from elsewhere. Sentences of one component stand beside it.

/// A text that starts with a capital, unless it starts with a name, such as `nginx:1`.
pub(crate) fn sentence_start(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or_default();
    let is_name = first_word
        .trim_end_matches([',', '.', ';', ':'])
        .contains(|character: char| !character.is_alphabetic() && character != '\'');
    if is_name {
        return text.to_owned();
    }
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// A text as a whole sentence, with a capital and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let started = sentence_start(text.trim());
    if started.is_empty() || started.ends_with(['.', '!', '?', '…', ':', ')']) {
        started
    } else {
        format!("{started}.")
    }
}

/// What a person said, in quotation marks, as the end of a sentence.
pub(crate) fn quoted(said: &str) -> String {
    let said = said.trim();
    if said.ends_with(['.', '!', '?', '…']) {
        format!("“{said}”")
    } else {
        format!("“{said}”.")
    }
}

#[cfg(test)]
mod tests {
    use super::{quoted, sentence};

    #[test]
    fn what_was_said_stays_as_it_is_and_ends_the_sentence() {
        assert_eq!(quoted("Too expensive."), "“Too expensive.”");
        assert_eq!(quoted(" too expensive "), "“too expensive”.");
    }

    #[test]
    fn completes_a_sentence_once() {
        assert_eq!(
            sentence("only a deployer may do this"),
            "Only a deployer may do this."
        );
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence("nginx:1 runs"), "nginx:1 runs.");
        assert_eq!(sentence(""), "");
    }
}
