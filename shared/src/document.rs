//! A definition as a person has it: accepts whatever it holds and loses nothing.
//!
//! Checks, normal form and diff read documents; nothing here judges them.

mod describe;
mod names;
mod revision;

use crate::issue::{DocumentKind, Edit, Fix};
use crate::json::{self, Json, ParseError};

pub(crate) use describe::set_aside;

/// A task definition, a service or a run-task request, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    kind: DocumentKind,
    json: Json,
    aside: Vec<(String, Json)>,
}

/// Why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// It is JSON, but no object.
    #[error("a definition is an object in braces, this is {0}; paste the whole file")]
    NotAnObject(&'static str),
    /// It has none of the members that would tell.
    #[error(
        "this looks neither like a task definition (family, containerDefinitions) nor like a service (serviceName or service, taskDefinition) nor like a run-task request (taskDefinition with overrides, count or startedBy); choose which it is, or check what was pasted"
    )]
    UnknownKind,
    /// It is another kind than the one asked for.
    #[error("this is a {found}, a {wanted} is needed here; choose the other file")]
    OtherKind {
        /// What was asked for.
        wanted: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// Describe output of several services.
    #[error("this describes {0} services; keep one of them")]
    SeveralServices(usize),
    /// Describe output of nothing.
    #[error(
        "this describes no service; the cluster or the name was probably wrong when it was made"
    )]
    NoService,
    /// Describe output of no service revision, or of several.
    #[error("this describes {0} service revisions; give one of them")]
    NotOneServiceRevision(usize),
    /// It is no service revision.
    #[error(
        "this is no service revision; give what `aws ecs describe-service-revisions` prints for one"
    )]
    NoServiceRevision,
    /// A list of several definitions.
    #[error("this is a list of {0} definitions; give one of them")]
    SeveralDefinitions(usize),
    /// List output, which names definitions and holds none.
    #[error(
        "this only names {listed} and holds none of their content; run `{command}` and give its output"
    )]
    OnlyNames {
        /// What is listed, such as `services`.
        listed: &'static str,
        /// The command that prints the content.
        command: String,
    },
}

impl ReadError {
    /// The line of the text, from 1, where one can be told.
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::Parse(error) => Some(error.line),
            _ => None,
        }
    }
}

impl Document {
    /// Reads a document from text, recognises its kind unless one is given, unwraps what Describe
    /// commands print, and sets the members that AWS only reports aside.
    ///
    /// # Errors
    /// Why the text is no document, with the way out.
    pub fn read(text: &str, kind: Option<DocumentKind>) -> Result<Self, ReadError> {
        Self::from_json(json::parse(text)?, kind)
    }

    /// Reads a document from a tree, in the same way as [`read`](Self::read).
    ///
    /// # Errors
    /// Why the tree is no document, with the way out.
    pub fn from_json(json: Json, kind: Option<DocumentKind>) -> Result<Self, ReadError> {
        let (json, wrapped) = describe::unwrap(json)?;
        let recognized = wrapped.or_else(|| describe::recognize(&json));
        let kind = match (kind, recognized) {
            // What leaves most open looks like a service, and says that it is none.
            (Some(kind @ DocumentKind::RunTask), _)
                if wrapped.is_none() && describe::may_be_run_task(&json) =>
            {
                kind
            }
            (Some(wanted), Some(found)) if wanted != found => {
                return Err(ReadError::OtherKind {
                    wanted: wanted.words(),
                    found: found.words(),
                });
            }
            (Some(kind), _) | (None, Some(kind)) => kind,
            (None, None) => return Err(ReadError::UnknownKind),
        };
        Ok(Self::reported(kind, json))
    }

    /// Makes a document of a tree and sets the members that AWS only reports aside.
    pub(crate) fn reported(kind: DocumentKind, mut json: Json) -> Self {
        let aside = set_aside(kind, &mut json);
        Self { kind, json, aside }
    }

    /// Makes a document of a tree.
    pub const fn new(kind: DocumentKind, json: Json) -> Self {
        Self {
            kind,
            json,
            aside: Vec::new(),
        }
    }

    /// Which kind it is.
    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Its tree.
    pub const fn json(&self) -> &Json {
        &self.json
    }

    /// Its tree, to change.
    pub const fn json_mut(&mut self) -> &mut Json {
        &mut self.json
    }

    /// The members that AWS only reports and that reading set aside, such as `revision`.
    pub fn aside(&self) -> &[(String, Json)] {
        &self.aside
    }

    /// Its text, over lines.
    pub fn text(&self) -> String {
        self.json.to_pretty()
    }

    /// Applies a fix. Edits that no longer fit are passed over.
    pub fn apply(&mut self, fix: &Fix) {
        for edit in &fix.edits {
            match edit {
                Edit::Set { pointer, value } => {
                    if let Ok(value) = json::parse(value) {
                        self.json.set(pointer, value);
                    }
                }
                Edit::Remove { pointer } => {
                    self.json.remove(pointer);
                }
                Edit::Rename { pointer, name } => self.json.rename(pointer, name),
            }
        }
    }
}

impl DocumentKind {
    /// What it is called in sentences.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TaskDefinition => "task definition",
            Self::Service => "service",
            Self::RunTask => "run-task request",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, ReadError};
    use crate::issue::{DocumentKind, Edit, Fix};
    use crate::pointer::Pointer;

    #[test]
    fn recognizes_unwraps_and_sets_aside() {
        let document = Document::read(
            r#"{"taskDefinition": {"family": "a", "revision": 3, "containerDefinitions": []}, "tags": [{"key": "k", "value": "v"}]}"#,
            None,
        )
        .unwrap();
        assert_eq!(document.kind(), DocumentKind::TaskDefinition);
        assert_eq!(
            document.json().to_compact(),
            r#"{"family":"a","containerDefinitions":[],"tags":[{"key":"k","value":"v"}]}"#
        );
        assert_eq!(document.aside().len(), 1);
    }

    #[test]
    fn a_request_that_leaves_most_open_is_one_where_one_is_expected() {
        let read = |text| Document::read(text, Some(DocumentKind::RunTask));
        for text in ["{}", r#"{"cluster": "a", "launchType": "EC2"}"#] {
            assert_eq!(read(text).unwrap().kind(), DocumentKind::RunTask, "{text}");
        }
        for text in [
            r#"{"cluster": "a", "serviceName": "b"}"#,
            r#"{"cluster": "a", "desiredCount": 1}"#,
            r#"{"services": [{"serviceName": "a"}]}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_the_way_out_of_what_it_cannot_read() {
        for (text, kind, contains) in [
            ("[]", None, "in braces"),
            ("{\"a\": 1}", None, "looks neither"),
            (
                "{\"family\": \"a\"}",
                Some(DocumentKind::Service),
                "this is a task definition",
            ),
            ("{\"services\": []}", None, "no service"),
        ] {
            let error = Document::read(text, kind).unwrap_err();
            assert!(error.to_string().contains(contains), "{error}");
        }
        let broken = Document::read("{\n,", None).unwrap_err();
        assert!(matches!(broken, ReadError::Parse(_)));
        assert_eq!(broken.line(), Some(2));
    }

    #[test]
    fn applies_fixes_in_place() {
        let mut document =
            Document::read(r#"{"family":"a","cpu":256,"memroy":"512","x":null}"#, None).unwrap();
        let at = Pointer::parse;
        document.apply(&Fix {
            label: String::new(),
            edits: vec![
                Edit::Set {
                    pointer: at("/cpu"),
                    value: "\"256\"".to_owned(),
                },
                Edit::Rename {
                    pointer: at("/memroy"),
                    name: "memory".to_owned(),
                },
                Edit::Remove { pointer: at("/x") },
            ],
        });
        assert_eq!(
            document.json().to_compact(),
            r#"{"family":"a","cpu":"256","memory":"512"}"#
        );
    }
}
