//! Shell text split into commands, and the arguments of those that run a container.

/// One command.
pub(super) struct Command {
    /// The line that it starts in, from 1.
    pub(super) line: usize,
    /// Its text, over as many lines as it has.
    pub(super) text: String,
}

/// The commands of a text: lines, joined where one ends with a backslash or in open quotes.
/// Comments and empty lines are none.
pub(super) fn split(text: &str) -> impl Iterator<Item = Command> + '_ {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    std::iter::from_fn(move || {
        loop {
            let (at, line) = lines.next()?;
            let first = line.trim();
            if first.is_empty() || first.starts_with('#') {
                continue;
            }
            let mut text = String::new();
            let mut quotes = Quotes::default();
            let mut line = line;
            loop {
                quotes.follow(line);
                let joined = continued(line).filter(|_| !quotes.is_single());
                match joined {
                    Some(part) => text.push_str(part),
                    None => text.push_str(line),
                }
                if joined.is_none() && !quotes.is_open() {
                    break;
                }
                if joined.is_none() {
                    text.push('\n');
                }
                match lines.next() {
                    Some((_, next)) => line = next,
                    None => break,
                }
            }
            return Some(Command { line: at + 1, text });
        }
    })
}

/// The line without the sign that the next one belongs to it; also those of Windows.
fn continued(line: &str) -> Option<&str> {
    let line = line.trim_end();
    line.strip_suffix('\\').or_else(|| {
        line.strip_suffix(['`', '^'])
            .filter(|before| before.ends_with(' '))
    })
}

/// Whether a shell is inside of quotes.
#[derive(Default)]
struct Quotes {
    open: Option<char>,
}

impl Quotes {
    fn follow(&mut self, line: &str) {
        let mut characters = line.chars();
        let mut before = ' ';
        while let Some(one) = characters.next() {
            let starts_word = before.is_whitespace();
            before = one;
            match (self.open, one) {
                // The rest is a comment.
                (None, '#') if starts_word => return,
                (None | Some('"'), '\\') => {
                    characters.next();
                }
                (None, '\'' | '"') => self.open = Some(one),
                (Some(quote), one) if one == quote => self.open = None,
                _ => {}
            }
        }
    }

    const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    fn is_single(&self) -> bool {
        self.open == Some('\'')
    }
}

/// Whether a text begins as a script that uses Docker.
pub(super) fn is_script(text: &str) -> bool {
    text.trim_start().starts_with("#!")
        || split(text)
            .next()
            .is_some_and(|command| tool(&command.text).is_some())
}

/// What stands behind `docker run`, where a command is one.
pub(super) fn arguments(text: &str) -> Option<&str> {
    let rest = tool(text)?;
    let rest = word(rest, "container").unwrap_or(rest);
    word(rest, "run").or_else(|| word(rest, "create"))
}

/// What stands behind the name of the tool.
fn tool(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    // The prompt of a shell, and what stands before the command.
    rest = rest.strip_prefix("$ ").unwrap_or(rest).trim_start();
    rest = rest.strip_prefix("> ").unwrap_or(rest).trim_start();
    rest = word(rest, "sudo").unwrap_or(rest);
    ["docker", "podman", "nerdctl"]
        .iter()
        .find_map(|tool| word(rest, tool))
}

/// What stands behind a word, where the text starts with it.
fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    ends.then(|| rest.trim_start())
}
