//! Names that only one part of a package may know.

use std::path::Path;

use anyhow::Result;

use super::Verdict;
use super::source::{code, names, read, rust_files};
use super::violation::{Violation, report};

/// A name and the module that may use it.
struct Reserved {
    name: &'static str,
    /// Whether the name is whole, or only how it begins.
    whole: bool,
    /// The package whose code is looked at.
    package: &'static str,
    /// The one module of the package: its file and its folder.
    module: &'static str,
    /// Files beside it that may use the name, too.
    and: &'static [&'static str],
    way_out: &'static str,
}

const RESERVED: [Reserved; 7] = [
    Reserved {
        name: "aws_sdk_",
        whole: false,
        package: "backend",
        module: "aws",
        and: &[],
        way_out: "let backend/src/aws wrap what is needed from the AWS SDK",
    },
    Reserved {
        name: "aws_config",
        whole: true,
        package: "backend",
        module: "aws",
        and: &[],
        way_out: "let backend/src/aws wrap what is needed from the AWS SDK",
    },
    Reserved {
        name: "sqlx",
        whole: true,
        package: "backend",
        module: "store",
        and: &[],
        way_out: "give backend/src/store a method that says what is wanted",
    },
    Reserved {
        name: "StatusCode",
        whole: true,
        package: "backend",
        module: "http",
        and: &[],
        way_out: "return an error, and let backend/src/http choose its status",
    },
    // The pages, the editor and the team's pages are modules that a browser loads one by one: what one names of the
    // other, it carries along.
    Reserved {
        name: "crate::editor",
        whole: true,
        package: "frontend",
        module: "editor",
        and: &[],
        way_out: "say it with a message of frontend/src/opening.rs",
    },
    Reserved {
        name: "crate::team",
        whole: true,
        package: "frontend",
        module: "team",
        and: &[],
        way_out: "say it with a message of frontend/src/opening.rs",
    },
    Reserved {
        name: "crate::pages",
        whole: true,
        package: "frontend",
        module: "pages",
        and: &["app.rs"],
        way_out: "say it with a message of frontend/src/opening.rs",
    },
];

pub(super) fn check(root: &Path) -> Result<Verdict> {
    violations(root).map(|violations| report(&violations))
}

fn violations(root: &Path) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for reserved in &RESERVED {
        let source = Path::new(reserved.package).join("src");
        let module = source.join(reserved.module);
        let may = |path: &Path| {
            path.starts_with(&module)
                || path == module.with_extension("rs")
                || reserved.and.iter().any(|file| path == source.join(file))
        };
        for path in rust_files(root, &source)?.iter().filter(|path| !may(path)) {
            let text = read(root, path)?;
            for (idx, line) in text.lines().enumerate() {
                if names(code(line), reserved.name, reserved.whole) {
                    violations.push(violation(reserved, path, idx + 1));
                }
            }
        }
    }
    Ok(violations)
}

fn violation(reserved: &Reserved, path: &Path, line: usize) -> Violation {
    let name = if reserved.whole {
        reserved.name.to_owned()
    } else {
        format!("{}…", reserved.name)
    };
    Violation::new(
        path,
        line,
        format!(
            "only {}/src/{} may name {name}",
            reserved.package, reserved.module
        ),
        reserved.way_out,
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::temporary::TemporaryFolder;

    #[test]
    fn a_name_is_allowed_in_its_own_module_alone() {
        let root = TemporaryFolder::create("names").unwrap();
        let source = root.path().join("backend/src");
        fs::create_dir_all(source.join("store")).unwrap();
        fs::write(source.join("store.rs"), "use sqlx::Any;\n").unwrap();
        fs::write(source.join("store/rows.rs"), "use sqlx::Row;\n").unwrap();
        fs::write(source.join("agent.rs"), "// not sqlx\n\nuse sqlx::Row;\n").unwrap();
        let found: Vec<String> = violations(root.path())
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found,
            [
                "backend/src/agent.rs:3: only backend/src/store may name sqlx; \
              give backend/src/store a method that says what is wanted"
            ]
        );
    }
}
