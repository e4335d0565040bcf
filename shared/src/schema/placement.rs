//! Where tasks are placed on container instances.

use super::builders::{choice, structure, text};
use super::member::Structure;

pub(super) static TASK_CONSTRAINT: Structure = structure(
    "TaskDefinitionPlacementConstraint",
    &[
        choice(
            "type",
            &["memberOf"],
            "Type",
            "A task definition can only demand that the instance fits an expression.",
        ),
        text(
            "expression",
            "Expression",
            "What the instance must fit, in the cluster query language.",
        )
        .length(0, 2000),
    ],
);

pub(super) static CONSTRAINT: Structure = structure(
    "PlacementConstraint",
    &[
        choice(
            "type",
            &["distinctInstance", "memberOf"],
            "Type",
            "distinctInstance puts every task on another instance; memberOf asks for an expression.",
        ),
        text(
            "expression",
            "Expression",
            "What the instance must fit, in the cluster query language.",
        )
        .length(0, 2000),
    ],
);

pub(super) static STRATEGY: Structure = structure(
    "PlacementStrategy",
    &[
        choice(
            "type",
            &["random", "spread", "binpack"],
            "Type",
            "spread evens out, binpack fills up, random does neither.",
        ),
        text(
            "field",
            "Field",
            "What is evened out or filled: attribute:ecs.availability-zone or instanceId, cpu or memory.",
        ),
    ],
);
