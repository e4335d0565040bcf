//! YAML text read into our JSON tree and written from it. Knows nothing of ECS.
//!
//! Order and duplicate keys survive. Aliases are expanded within a bound, `<<` is merged, and the
//! short tags of CloudFormation become the functions that they stand for.

mod read;
mod scalar;
mod tree;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// Why a text is not YAML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct YamlError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, and the way out.
    pub message: String,
}
