//! Looking for any of several marks in a text, in one pass: this is asked of every text of a
//! document on every keystroke.

/// Marks to look for, each of two bytes or more.
#[derive(Debug)]
pub(crate) struct Marks<const N: usize> {
    wanted: [&'static str; N],
    /// Which pairs of bytes a mark may begin with, by their five low bits. These are the same for
    /// both cases of a letter.
    begins: [bool; 1024],
    any_case: bool,
}

const fn pair(first: u8, second: u8) -> usize {
    ((first & 31) as usize) << 5 | (second & 31) as usize
}

impl<const N: usize> Marks<N> {
    /// Marks as they are written.
    pub(crate) const fn new(wanted: [&'static str; N]) -> Self {
        Self::of(wanted, false)
    }

    /// Marks in whatever case.
    pub(crate) const fn in_any_case(wanted: [&'static str; N]) -> Self {
        Self::of(wanted, true)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a pair is always below 1024, and iterators are not for constants"
    )]
    const fn of(wanted: [&'static str; N], any_case: bool) -> Self {
        let mut begins = [false; 1024];
        let mut at = 0;
        while at < N {
            if let [first, second, ..] = wanted[at].as_bytes() {
                begins[pair(*first, *second)] = true;
            }
            at += 1;
        }
        Self {
            wanted,
            begins,
            any_case,
        }
    }

    /// Whether one of the marks stands in the text.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        bytes.windows(2).enumerate().any(|(at, two)| match two {
            [first, second] => {
                self.begins.get(pair(*first, *second)) == Some(&true)
                    && bytes.get(at..).is_some_and(|rest| self.start(rest))
            }
            _ => false,
        })
    }

    /// Whether a mark stands at the start.
    fn start(&self, rest: &[u8]) -> bool {
        self.wanted.iter().any(|mark| {
            rest.get(..mark.len()).is_some_and(|start| {
                if self.any_case {
                    start.eq_ignore_ascii_case(mark.as_bytes())
                } else {
                    start == mark.as_bytes()
                }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn finds_marks_anywhere_and_in_any_case() {
        static EXACT: Marks<2> = Marks::new(["token", "_pwd"]);
        static ANY: Marks<2> = Marks::in_any_case(["token", "_pwd"]);
        assert!(EXACT.are_in("my_token"));
        assert!(!EXACT.are_in("MY_TOKEN"));
        assert!(ANY.are_in("MY_TOKEN"));
        assert!(ANY.are_in("DB_PWD"));
        assert!(!ANY.are_in("größe_tok"));
        assert!(!ANY.are_in("t"));
    }
}
