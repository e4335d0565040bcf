//! Columns of text: the first to the left, the others to the right.

use std::fmt::Write as _;

/// Lays rows out under each other.
pub(crate) fn lay_out(rows: &[Vec<String>]) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n_columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (idx, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if idx == 0 {
                let _ = write!(line, "{cell:<width$}");
            } else {
                let _ = write!(line, "  {cell:>width$}");
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_under_each_other() {
        let rows = [vec!["kind", "passed"], vec!["shared: unit", "7"]]
            .map(|row| row.into_iter().map(str::to_owned).collect());
        assert_eq!(
            lay_out(&rows),
            "kind          passed\nshared: unit       7\n"
        );
    }
}
