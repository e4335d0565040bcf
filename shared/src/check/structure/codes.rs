//! The rules that the schema alone decides, as they are listed beside those about several members.

use crate::check::listed::{Listed, listed};
use crate::check::rule::{PRACTICE, Source, api, refusal};
use crate::issue::Severity;

/// Every rule of the schema.
pub(in crate::check) static CODES: &[Listed] = &[
    listed(
        "Schema",
        "element-twice",
        Severity::Error,
        "An element of a set has a key of its own; of two variables with one name the last one counts.",
        api("ContainerDefinition"),
    ),
    listed(
        "Schema",
        "empty-text",
        Severity::Error,
        "A text that may be left out is left out and not empty.",
        refusal("unsupported version consistency ''"),
    ),
    listed(
        "Schema",
        "member-capitalized",
        Severity::Warning,
        "Members are spelled as ECS spells them, not as CloudFormation does.",
        Source::Model,
    ),
    listed(
        "Schema",
        "member-missing",
        Severity::Error,
        "What an object must have is there.",
        Source::Model,
    ),
    listed(
        "Schema",
        "member-twice",
        Severity::Warning,
        "A member appears once in its object; otherwise only the last one counts.",
        PRACTICE,
    ),
    listed(
        "Schema",
        "not-listed",
        Severity::Error,
        "A text that is chosen from a list is one of the list, in its spelling.",
        Source::Model,
    ),
    listed(
        "Schema",
        "not-one-member",
        Severity::Error,
        "An object that stands for one of several things has exactly one member.",
        Source::Model,
    ),
    listed(
        "Schema",
        "null-member",
        Severity::Warning,
        "What is not given is left out and not null; what must be given is not null.",
        Source::Model,
    ),
    listed(
        "Schema",
        "other-call",
        Severity::Error,
        "A service that is created and one that is updated have each their own members.",
        Source::Model,
    ),
    listed(
        "Schema",
        "out-of-range",
        Severity::Error,
        "A number is within its bounds.",
        Source::Model,
    ),
    listed(
        "Schema",
        "placeholder-unfilled",
        Severity::Warning,
        "Placeholders are filled in.",
        PRACTICE,
    ),
    listed(
        "Schema",
        "read-only-member",
        Severity::Warning,
        "What AWS only reports is not sent.",
        Source::Model,
    ),
    listed(
        "Schema",
        "service-unnamed",
        Severity::Warning,
        "A service has a name.",
        Source::Model,
    ),
    listed(
        "Schema",
        "too-few",
        Severity::Error,
        "A list has as many elements as it must.",
        refusal("Container list cannot be empty."),
    ),
    listed(
        "Schema",
        "too-long",
        Severity::Error,
        "A text is no longer than it may be.",
        Source::Model,
    ),
    listed(
        "Schema",
        "too-many",
        Severity::Error,
        "A list has no more elements than it may.",
        refusal("Too many containers."),
    ),
    listed(
        "Schema",
        "unknown-member",
        Severity::Warning,
        "Every member is one that is known; others are kept and sent.",
        Source::Model,
    ),
    listed(
        "Schema",
        "value-masked",
        Severity::Error,
        "A value is itself, and not what stands for it where it is not shown.",
        PRACTICE,
    ),
    listed(
        "Schema",
        "wrong-form",
        Severity::Error,
        "A text looks as it must, such as a name, an ARN or a size.",
        Source::Model,
    ),
    listed(
        "Schema",
        "wrong-type",
        Severity::Error,
        "Texts, numbers, switches, lists and objects stand where they belong.",
        Source::Model,
    ),
];
