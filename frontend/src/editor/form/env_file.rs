//! Reads `.env` files: `NAME=value` lines with comments, quotes and `export`.

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EnvFile {
    /// The variables, of equal names the last one.
    pub(super) pairs: Vec<(String, String)>,
    /// What could not be taken over, and where, in whole sentences.
    pub(super) notes: Vec<String>,
}

/// Reads a file. Lines that are no variables are named and passed over.
pub(super) fn read(text: &str) -> EnvFile {
    let mut file = EnvFile::default();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, rest)) = line.split_once('=') else {
            file.notes
                .push(format!("Line {} has no = and is passed over.", at + 1));
            continue;
        };
        let name = name.trim();
        if name.is_empty() || name.contains(char::is_whitespace) {
            file.notes
                .push(format!("Line {} has no name and is passed over.", at + 1));
            continue;
        }
        let value = value(rest, &mut lines).unwrap_or_else(|| {
            file.notes.push(format!(
                "The quote that begins in line {} never ends; the rest is taken as the value.",
                at + 1
            ));
            rest.trim().trim_start_matches(['"', '\'']).to_owned()
        });
        match file.pairs.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => file.pairs.push((name.to_owned(), value)),
        }
    }
    file
}

/// A value as the shell's quotes mean it; quoted ones may go over several lines. Nothing where a
/// quote never ends.
fn value<'t>(rest: &str, lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Option<String> {
    let rest = rest.trim();
    let Some(quote) = rest
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))
    else {
        // A comment begins at a # after a space.
        let end = rest.find(" #").unwrap_or(rest.len());
        return Some(rest.get(..end).unwrap_or(rest).trim_end().to_owned());
    };
    let mut found = String::new();
    let mut line = rest.get(1..).unwrap_or_default().to_owned();
    loop {
        let mut characters = line.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' if quote == '"' => match characters.next() {
                    Some('n') => found.push('\n'),
                    Some('t') => found.push('\t'),
                    Some('r') => found.push('\r'),
                    Some(other @ ('"' | '\\' | '$' | '`')) => found.push(other),
                    Some(other) => {
                        found.push('\\');
                        found.push(other);
                    }
                    None => found.push('\\'),
                },
                character if character == quote => return Some(found),
                character => found.push(character),
            }
        }
        let (_, next) = lines.next()?;
        found.push('\n');
        next.clone_into(&mut line);
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn pairs(text: &str) -> Vec<(String, String)> {
        read(text).pairs
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn reads_what_people_write() {
        let text = "# a comment\nexport A=1\n B = two words # said\nC='a # b'\nD=\"x\\ny\"\n\nE=\nA=2\nF=a#b\nG=\"several\nlines\"\n";
        assert_eq!(
            pairs(text),
            [
                pair("A", "2"),
                pair("B", "two words"),
                pair("C", "a # b"),
                pair("D", "x\ny"),
                pair("E", ""),
                pair("F", "a#b"),
                pair("G", "several\nlines"),
            ]
        );
    }

    #[test]
    fn says_what_it_passes_over() {
        let file = read("no variable\n=x\nA=\"open");
        assert_eq!(file.notes.len(), 3);
        assert!(file.notes.iter().any(|note| note.contains("Line 1")));
        assert_eq!(file.pairs, [pair("A", "open")]);
    }

    #[test]
    fn reads_what_windows_writes() {
        assert_eq!(pairs("A=1\r\nB=2\r\n"), [pair("A", "1"), pair("B", "2")]);
    }
}
