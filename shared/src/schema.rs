//! The one description of ECS's definition language.

use crate::issue::DocumentKind;
use crate::pointer::Pointer;

/// An object of the language and its members.
#[derive(Debug)]
pub struct Structure {
    /// AWS's name of it.
    pub name: &'static str,
    /// Its members.
    pub members: &'static [Member],
    /// Names that AWS only reports.
    pub read_only: &'static [&'static str],
}

impl Structure {
    /// Finds a member by its name.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Whether AWS only reports a member of this name.
    pub fn is_read_only(&self, name: &str) -> bool {
        self.read_only.contains(&name)
    }
}

/// One member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name in JSON, such as `containerPort`.
    pub name: &'static str,
    /// What its form field is called, such as `Container port`.
    pub label: &'static str,
    /// What it is for, in a sentence or two.
    pub help: &'static str,
    /// The unit of its number, such as `MiB`.
    pub unit: Option<&'static str>,
    /// The value that AWS fills in, as JSON text.
    pub default: Option<&'static str>,
}

impl Member {
    /// The values that it may have, where they are listed; empty elsewhere.
    pub const fn one_of(&self) -> &'static [&'static str] {
        &[]
    }
}

static TASK_DEFINITION: Structure = Structure {
    name: "RegisterTaskDefinitionRequest",
    members: &[
        Member {
            name: "family",
            label: "Family",
            help: "",
            unit: None,
            default: None,
        },
        Member {
            name: "containerDefinitions",
            label: "Containers",
            help: "",
            unit: None,
            default: None,
        },
    ],
    read_only: &["revision"],
};

static SERVICE: Structure = Structure {
    name: "CreateServiceRequest",
    members: &[Member {
        name: "service",
        label: "Service",
        help: "",
        unit: None,
        default: None,
    }],
    read_only: &[],
};

/// The outermost object of a kind of document.
pub const fn root(kind: DocumentKind) -> &'static Structure {
    match kind {
        DocumentKind::TaskDefinition => &TASK_DEFINITION,
        DocumentKind::Service => &SERVICE,
    }
}

/// The member that a pointer names, or whose list or map it points into.
pub fn member(kind: DocumentKind, pointer: &Pointer) -> Option<&'static Member> {
    root(kind).member(&pointer.tokens().next()?)
}
