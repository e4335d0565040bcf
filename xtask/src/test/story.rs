//! What a failed test printed, shortened, so that it can be told once more at the end of a long
//! run, where somebody looks first.

use std::collections::BTreeMap;

/// So many lines are kept of the beginning, and of the causes.
const LINES: usize = 6;
/// So many characters are kept of a line.
const CHARACTERS: usize = 240;

/// The stories of the tests that failed, by the tests' names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stories {
    by_test: BTreeMap<String, Story>,
    current: Option<String>,
}

/// How a story begins, and what it names as causes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Story {
    beginning: Vec<String>,
    causes: Vec<String>,
    names_causes: bool,
}

impl Stories {
    /// Takes one line of output.
    pub(super) fn read(&mut self, line: &str) {
        if let Some(name) = line
            .strip_prefix("---- ")
            .and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            self.current = Some(name.to_owned());
        } else if line == "failures:" || line.starts_with("test result: ") {
            self.current = None;
        } else if let Some(name) = &self.current
            && !line.trim().is_empty()
        {
            self.by_test.entry(name.clone()).or_default().read(line);
        }
    }

    /// The story of a test, each line indented below it; nothing where it told none.
    pub(super) fn of(&self, name: &str) -> Option<String> {
        let story = self.by_test.get(name)?;
        let mut text = String::new();
        for line in story.beginning.iter().chain(&story.causes) {
            text.push_str("\n    ");
            text.push_str(line);
        }
        Some(text)
    }
}

impl Story {
    fn read(&mut self, line: &str) {
        // An error names its causes at its end, behind all that a page showed.
        if line == "Caused by:" {
            self.names_causes = true;
            self.causes.clear();
        }
        let kept = if self.names_causes {
            &mut self.causes
        } else {
            &mut self.beginning
        };
        if kept.len() < LINES {
            kept.push(line.chars().take(CHARACTERS).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stories(output: &str) -> Stories {
        let mut stories = Stories::default();
        output.lines().for_each(|line| stories.read(line));
        stories
    }

    #[test]
    fn the_beginning_and_the_causes_are_kept() {
        let page = "a line of the page\n".repeat(100);
        let output = format!(
            "failures:\n\n---- a::b stdout ----\nError: on /changes\n\n{page}\nCaused by:\n    0: waited 20 s\n\n\n\
             failures:\n    a::b\n"
        );
        let story = stories(&output).of("a::b").unwrap();
        assert_eq!(story.lines().count(), 1 + LINES + 2);
        assert!(story.starts_with("\n    Error: on /changes\n"));
        assert!(story.ends_with("\n    Caused by:\n        0: waited 20 s"));
    }

    #[test]
    fn a_long_line_is_cut() {
        let output = format!("---- a stdout ----\n{}", "ü".repeat(1000));
        let story = stories(&output).of("a").unwrap();
        assert_eq!(story.chars().count(), 5 + CHARACTERS);
    }

    #[test]
    fn a_test_without_output_has_no_story() {
        assert_eq!(
            stories("test a ... FAILED\ntest result: FAILED.").of("a"),
            None
        );
    }
}
