//! GPUs.

use super::Base::Instances;
use super::Case;

pub(super) const CASES: &[Case] = &[
    // Elastic Inference, of which AWS's own output has an empty list.
    (
        Instances,
        &[(
            "/inferenceAccelerators",
            r#"[{"deviceName": "a", "deviceType": "eia2.medium"}]"#,
        )],
        &["error accelerator-retired /inferenceAccelerators"],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "InferenceAccelerator", "value": "a"}]"#,
        )],
        &["error accelerator-retired web/resourceRequirements/0/type"],
    ),
    (Instances, &[("/inferenceAccelerators", "[]")], &[]),
    // Accelerators.
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "value": "1"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "value": "ALL"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "value": "$GPUS"}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 2048}}}]"#,
        )],
        &[],
    ),
    (
        Instances,
        &[("web/resourceRequirements", r#"[{"type": "GPU"}]"#)],
        &["error gpu-count web/resourceRequirements/0/value"],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "value": "half"}]"#,
        )],
        &["error gpu-count web/resourceRequirements/0/value"],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "value": "0"}]"#,
        )],
        &["error gpu-count web/resourceRequirements/0/value"],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "GPU", "value": "1", "sharingStrategy": {"nvidiaMps": {"memory": 2048}}}]"#,
        )],
        &["error gpu-count web/resourceRequirements/0/value"],
    ),
    (
        Instances,
        &[(
            "web/resourceRequirements",
            r#"[{"type": "NeuronDevice", "value": "1", "sharingStrategy": {"nvidiaMps": {"memory": 2048}}}]"#,
        )],
        &["error gpu-sharing web/resourceRequirements/0/sharingStrategy"],
    ),
    (
        Instances,
        &[
            ("/requiresCompatibilities", r#"["EXTERNAL"]"#),
            (
                "web/resourceRequirements",
                r#"[{"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 2048}}}]"#,
            ),
        ],
        &["error gpu-sharing web/resourceRequirements/0/sharingStrategy"],
    ),
    (
        Instances,
        &[
            (
                "web/resourceRequirements",
                r#"[{"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 2048}}}]"#,
            ),
            (
                "side/resourceRequirements",
                r#"[{"type": "GPU", "value": "1"}]"#,
            ),
        ],
        &["error gpu-sharing web/resourceRequirements/0/sharingStrategy"],
    ),
];
