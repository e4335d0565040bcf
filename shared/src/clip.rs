//! What a text holds, in a sentence: never more of it than can be read.

/// Longer than every name of ECS.
const LONGEST: usize = 60;

/// The text without control characters, or how it begins where it is a long one.
pub(crate) fn clip(text: &str) -> String {
    let legible = |one: char| if one.is_control() { ' ' } else { one };
    let mut characters = text.chars();
    let mut clipped: String = characters.by_ref().take(LONGEST).map(legible).collect();
    if !characters.as_str().is_empty() {
        clipped.push('…');
    }
    clipped
}

#[cfg(test)]
mod tests {
    use super::clip;

    #[test]
    fn long_texts_are_only_begun() {
        assert_eq!(clip("containerDefinitions"), "containerDefinitions");
        assert_eq!(clip("a\nb"), "a b");
        assert_eq!(clip(&"ü".repeat(60)), "ü".repeat(60));
        assert_eq!(clip(&"ü".repeat(61)), "ü".repeat(60) + "…");
    }
}
