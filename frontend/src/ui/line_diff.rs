//! Which lines of two texts differ. Pure.

/// More comparisons than this are not worth the wait: the texts then differ as a whole.
const MOST_CELLS: usize = 4_000_000;

/// How many equal lines stand around a difference.
const CONTEXT: usize = 3;

/// One line of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Same(String),
    Removed(String),
    Added(String),
    /// Equal lines that are left out.
    Gap(usize),
}

/// Compares two texts by lines.
pub(crate) fn diff(before: &str, after: &str) -> Vec<Line> {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    let head = before
        .iter()
        .zip(&after)
        .take_while(|(a, b)| a == b)
        .count();
    let most_tail = before.len().min(after.len()) - head;
    let tail = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(most_tail)
        .take_while(|(a, b)| a == b)
        .count();
    let owned = |lines: &[&str], make: fn(String) -> Line| -> Vec<Line> {
        lines.iter().map(|line| make((*line).to_owned())).collect()
    };
    let middle_before = before.get(head..before.len() - tail).unwrap_or_default();
    let middle_after = after.get(head..after.len() - tail).unwrap_or_default();
    let mut lines = owned(before.get(..head).unwrap_or_default(), Line::Same);
    if middle_before.len() * middle_after.len() > MOST_CELLS {
        lines.extend(owned(middle_before, Line::Removed));
        lines.extend(owned(middle_after, Line::Added));
    } else {
        lines.extend(middle(middle_before, middle_after));
    }
    lines.extend(owned(
        before.get(before.len() - tail..).unwrap_or_default(),
        Line::Same,
    ));
    lines
}

/// The same with long stretches of equal lines left out.
pub(crate) fn compact(lines: &[Line]) -> Vec<Line> {
    let differs: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !matches!(line, Line::Same(_)))
        .map(|(at, _)| at)
        .collect();
    let is_near = |at: usize| {
        let next = differs.partition_point(|differing| *differing < at);
        let after = differs.get(next).is_some_and(|other| other - at <= CONTEXT);
        let before = next
            .checked_sub(1)
            .and_then(|last| differs.get(last))
            .is_some_and(|other| at - other <= CONTEXT);
        after || before
    };
    let mut kept = Vec::new();
    let mut left_out = 0;
    for (at, line) in lines.iter().enumerate() {
        if is_near(at) {
            if left_out > 0 {
                kept.push(Line::Gap(left_out));
                left_out = 0;
            }
            kept.push(line.clone());
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        kept.push(Line::Gap(left_out));
    }
    kept
}

/// The longest common subsequence by dynamic programming, walked from the front.
fn middle(before: &[&str], after: &[&str]) -> Vec<Line> {
    let width = after.len() + 1;
    let mut lengths = vec![0_u32; (before.len() + 1) * width];
    let cell = |row: usize, column: usize| row * width + column;
    for (row, line) in before.iter().enumerate().rev() {
        for (column, other) in after.iter().enumerate().rev() {
            let value = if line == other {
                at(&lengths, cell(row + 1, column + 1)) + 1
            } else {
                at(&lengths, cell(row + 1, column)).max(at(&lengths, cell(row, column + 1)))
            };
            if let Some(slot) = lengths.get_mut(cell(row, column)) {
                *slot = value;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut lines = Vec::new();
    loop {
        match (before.get(row), after.get(column)) {
            (Some(line), Some(other)) if line == other => {
                lines.push(Line::Same((*line).to_owned()));
                row += 1;
                column += 1;
            }
            (Some(line), other) => {
                let removing = at(&lengths, cell(row + 1, column));
                let adding = at(&lengths, cell(row, column + 1));
                match other {
                    Some(other) if adding > removing => {
                        lines.push(Line::Added((*other).to_owned()));
                        column += 1;
                    }
                    Some(_) | None => {
                        lines.push(Line::Removed((*line).to_owned()));
                        row += 1;
                    }
                }
            }
            (None, Some(other)) => {
                lines.push(Line::Added((*other).to_owned()));
                column += 1;
            }
            (None, None) => return lines,
        }
    }
}

fn at(lengths: &[u32], index: usize) -> u32 {
    lengths.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Line, compact, diff};

    fn signs(lines: &[Line]) -> String {
        lines
            .iter()
            .map(|line| match line {
                Line::Same(text) => format!(" {text}"),
                Line::Removed(text) => format!("-{text}"),
                Line::Added(text) => format!("+{text}"),
                Line::Gap(number) => format!("…{number}"),
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn marks_a_changed_line_as_removed_and_added() {
        assert_eq!(signs(&diff("a\nb\nc", "a\nx\nc")), " a\n-b\n+x\n c");
    }

    #[test]
    fn keeps_what_moved_little() {
        assert_eq!(signs(&diff("a\nb", "b\nc")), "-a\n b\n+c");
        assert_eq!(signs(&diff("", "a")), "+a");
        assert_eq!(signs(&diff("a", "")), "-a");
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert!(
            diff("a\nb", "a\nb")
                .iter()
                .all(|line| matches!(line, Line::Same(_)))
        );
    }

    #[test]
    fn leaves_out_equal_lines_far_from_a_difference() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9";
        let after = "1\n2\n3\n4\n5\n6\n7\n8\nx";
        assert_eq!(
            signs(&compact(&diff(before, after))),
            "…5\n 6\n 7\n 8\n-9\n+x"
        );
    }
}
