//! How much a browser loads before the first page stands.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Measurement;
use crate::frontend::compress::{beside, files};
use crate::frontend::module;
use crate::table;
use crate::workspace::Workspace;

/// Everything together, compressed: two seconds on a slow phone connection.
const BUDGET_BYTES: u64 = 450_000;

/// Sizes of one file in bytes: as it is, with gzip, with brotli.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sizes {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    let dist = workspace.dist();
    let mut sizes = Vec::new();
    for path in files(&dist)? {
        let name = path.strip_prefix(&dist).unwrap_or(&path);
        sizes.push((name.display().to_string(), sizes_of(&path)?));
    }
    Ok(report(&sizes))
}

fn sizes_of(path: &Path) -> Result<Sizes> {
    let raw_bytes = size(path)?;
    let compressed = |extension| {
        let path = beside(path, extension);
        if path.exists() {
            size(&path)
        } else {
            Ok(raw_bytes)
        }
    };
    Ok(Sizes {
        raw: raw_bytes,
        gzip: compressed("gz")?,
        brotli: compressed("br")?,
    })
}

fn size(path: &Path) -> Result<u64> {
    let metadata =
        fs::metadata(path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(metadata.len())
}

fn sum<'a>(files: impl Iterator<Item = &'a (String, Sizes)>) -> Sizes {
    files.fold(Sizes::default(), |sum, (_, sizes)| Sizes {
        raw: sum.raw + sizes.raw,
        gzip: sum.gzip + sizes.gzip,
        brotli: sum.brotli + sizes.brotli,
    })
}

fn report(files: &[(String, Sizes)]) -> Measurement {
    // The other modules come when they are first opened.
    let of_module = |file: &str| {
        module::NAMES
            .into_iter()
            .find(|name| module::is_of(name, file))
    };
    let (later, first): (Vec<_>, Vec<_>) = files
        .iter()
        .partition(|(file, _)| of_module(file).is_some());
    let modules = module::NAMES.map(|name| {
        let files = later
            .iter()
            .copied()
            .filter(|(file, _)| of_module(file) == Some(name));
        (format!("the module {name}, later"), sum(files))
    });
    let sum = sum(first.iter().copied());
    let mut rows = vec![
        ["First load", "raw kB", "gzip kB", "brotli kB"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (name, sizes) in first
        .iter()
        .map(|(name, sizes)| (name.as_str(), sizes))
        .chain([("together", &sum)])
        .chain(modules.iter().map(|(name, sizes)| (name.as_str(), sizes)))
    {
        rows.push(vec![
            name.to_owned(),
            kilobytes(sizes.raw),
            kilobytes(sizes.gzip),
            kilobytes(sizes.brotli),
        ]);
    }
    let within_budget = sum.brotli <= BUDGET_BYTES;
    Measurement {
        report: format!(
            "{}{} the budget of {} kB.",
            table::lay_out(&rows),
            if within_budget { "Within" } else { "Over" },
            BUDGET_BYTES / 1000
        ),
        within_budget,
    }
}

/// Kilobytes with one decimal.
fn kilobytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(brotli: u64) -> Sizes {
        Sizes {
            raw: 1_000_000,
            gzip: 500_000,
            brotli,
        }
    }

    #[test]
    fn the_sum_of_all_files_is_held_against_the_budget() {
        let files = [
            ("a.wasm".to_owned(), sizes(449_000)),
            ("a.js".to_owned(), sizes(1_000)),
            ("editor-1_bg.wasm".to_owned(), sizes(90_000)),
        ];
        assert!(report(&files).within_budget);
        let files = [
            ("a.wasm".to_owned(), sizes(449_000)),
            ("a.js".to_owned(), sizes(1_001)),
        ];
        let over = report(&files);
        assert!(!over.within_budget);
        assert!(
            over.report.ends_with("Over the budget of 450 kB."),
            "{}",
            over.report
        );
    }

    #[test]
    fn kilobytes_have_one_decimal() {
        assert_eq!(kilobytes(123_456), "123.4");
        assert_eq!(kilobytes(99), "0.0");
    }
}
