//! How much of the pages' module is the definition engine: the code of `shared`, by the names of
//! the functions as the compiler wrote them, before the module is made smaller.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::Measurement;
use crate::table;
use crate::tools::wasm_target;
use crate::workspace::Workspace;

/// The parts that are told, by how the names of their functions begin.
const PARTS: [(&str, &str); 3] = [
    ("the definition engine (shared)", "shared::"),
    ("the pages (frontend)", "frontend::"),
    ("everything else", ""),
];

pub(super) fn measure(workspace: &Workspace) -> Result<Measurement> {
    let path = workspace
        .target()
        .join(wasm_target::TARGET)
        .join("wasm-release/frontend.wasm");
    let module = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    let sizes = sizes_by_name(&module)?;
    Ok(report(&sizes))
}

/// The size of each function's body with its name.
fn sizes_by_name(module: &[u8]) -> Result<Vec<(String, usize)>> {
    let mut n_imported = 0;
    let mut bodies = Vec::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("the pages' module cannot be read")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.context("an import cannot be read")?;
                    n_imported += usize::from(matches!(import.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().len()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        let Ok(Name::Function(functions)) = subsection else {
                            continue;
                        };
                        for function in functions.into_iter().flatten() {
                            names.insert(function.index as usize, function.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(bodies
        .into_iter()
        .enumerate()
        .map(|(at, size)| {
            let name = names.get(&(n_imported + at)).map_or("", String::as_str);
            (format!("{:#}", rustc_demangle::demangle(name)), size)
        })
        .collect())
}

/// The part that a function belongs to: that of the crate that its name, or the type that it is
/// of, begins with.
fn part(name: &str) -> &'static str {
    let name = name.trim_start_matches(['<', '&', '(', '*']);
    PARTS
        .iter()
        .find(|(_, start)| name.starts_with(start))
        .map_or("", |(part, _)| part)
}

fn report(sizes: &[(String, usize)]) -> Measurement {
    let total: usize = sizes.iter().map(|(_, size)| size).sum();
    let mut rows = vec![
        ["Code of the pages' module", "raw kB", "%"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (label, _) in PARTS {
        let size: usize = sizes
            .iter()
            .filter(|(name, _)| part(name) == label)
            .map(|(_, size)| size)
            .sum();
        rows.push(vec![
            label.to_owned(),
            format!("{}.{}", size / 1000, size % 1000 / 100),
            format!("{}", (size * 100).checked_div(total).unwrap_or(0)),
        ]);
    }
    Measurement {
        report: table::lay_out(&rows),
        within_budget: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_the_crate_that_wrote_them() {
        assert_eq!(part("shared::check::check"), PARTS[0].0);
        assert_eq!(
            part("<shared::json::Json as core::clone::Clone>::clone"),
            PARTS[0].0
        );
        assert_eq!(part("frontend::pages::services"), PARTS[1].0);
        assert_eq!(part("leptos::view"), PARTS[2].0);
        assert_eq!(part(""), PARTS[2].0);
    }

    #[test]
    fn the_parts_add_up() {
        let sizes =
            [("shared::a", 1500), ("core::b", 500)].map(|(name, size)| (name.to_owned(), size));
        let report = report(&sizes).report;
        assert!(report.contains("1.5  75"), "{report}");
        assert!(report.contains("0.5  25"), "{report}");
    }
}
