//! Writing XML: elements and text, nothing more than the Query protocol needs.

/// XML that grows at its end.
#[derive(Debug, Default)]
pub(crate) struct Document(String);

impl Document {
    /// Opens an element, with its namespace when it has one.
    pub(crate) fn open(&mut self, name: &str, namespace: Option<&str>) {
        self.0.push('<');
        self.0.push_str(name);
        if let Some(namespace) = namespace {
            self.0.push_str(" xmlns=\"");
            escape_into(&mut self.0, namespace);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// Closes an element.
    pub(crate) fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// Text, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        escape_into(&mut self.0, text);
    }

    /// An element that holds only text.
    pub(crate) fn leaf(&mut self, name: &str, text: &str) {
        self.open(name, None);
        self.text(text);
        self.close(name);
    }

    /// The whole document.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

fn escape_into(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser would make a line feed of it.
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(character),
            // XML 1.0 has no way to write these.
            control if control < ' ' || matches!(control, '\u{FFFE}' | '\u{FFFF}') => {
                out.push('\u{FFFD}');
            }
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn escapes_what_would_end_the_text() {
        let mut document = Document::default();
        document.leaf("A", "<b> & \"c\"\r\u{1}");
        assert_eq!(
            document.finish(),
            "<A>&lt;b&gt; &amp; &quot;c&quot;&#xD;\u{FFFD}</A>"
        );
    }
}
