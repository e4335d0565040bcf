//! What measuring programs print: lines of a name and a number with a tab between.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

/// Reads the lines.
pub(super) fn read(lines: &str) -> Result<BTreeMap<String, f64>> {
    lines
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, number)| {
            let number = number
                .trim()
                .parse()
                .with_context(|| format!("`{number}` is no number"))?;
            Ok((name.to_owned(), number))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_name_and_a_number() {
        let read_lines = read("calls\t14\nit begins\ntook, s\t0.25\n").unwrap();
        assert_eq!(
            read_lines,
            [("calls", 14.0), ("took, s", 0.25)]
                .map(|(name, value)| (name.to_owned(), value))
                .into()
        );
        assert!(read("calls\tmany\n").is_err());
    }
}
