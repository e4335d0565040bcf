//! Names that only one part of the backend may know.

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
    /// The one module of `backend/src`: its file and its folder.
    module: &'static str,
    way_out: &'static str,
}

const RESERVED: [Reserved; 4] = [
    Reserved {
        name: "aws_sdk_",
        whole: false,
        module: "aws",
        way_out: "let backend/src/aws wrap what is needed from the AWS SDK",
    },
    Reserved {
        name: "aws_config",
        whole: true,
        module: "aws",
        way_out: "let backend/src/aws wrap what is needed from the AWS SDK",
    },
    Reserved {
        name: "sqlx",
        whole: true,
        module: "store",
        way_out: "give backend/src/store a method that says what is wanted",
    },
    Reserved {
        name: "StatusCode",
        whole: true,
        module: "http",
        way_out: "return an error, and let backend/src/http choose its status",
    },
];

pub(super) fn check(root: &Path) -> Result<Verdict> {
    violations(root).map(|violations| report(&violations))
}

fn violations(root: &Path) -> Result<Vec<Violation>> {
    let source = Path::new("backend/src");
    let mut violations = Vec::new();
    for path in rust_files(root, source)? {
        let text = read(root, &path)?;
        for reserved in &RESERVED {
            let module = source.join(reserved.module);
            if path.starts_with(&module) || path == module.with_extension("rs") {
                continue;
            }
            for (idx, line) in text.lines().enumerate() {
                if names(code(line), reserved.name, reserved.whole) {
                    violations.push(Violation::new(
                        &path,
                        idx + 1,
                        format!(
                            "only backend/src/{} may name {}",
                            reserved.module,
                            if reserved.whole {
                                reserved.name.to_owned()
                            } else {
                                format!("{}…", reserved.name)
                            }
                        ),
                        reserved.way_out,
                    ));
                }
            }
        }
    }
    Ok(violations)
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
