//! Any text and any tree gives an answer, and soon.

use proptest::prelude::*;
use shared::dialect::{Format, export, import, import_files};
use shared::document::Document;
use shared::issue::DocumentKind;

use crate::properties::tree;

/// Pieces that the readers look for.
const PIECES: &[&str] = &[
    "services:",
    "image: a",
    "\n",
    "  ",
    "- ",
    ": ",
    "&a ",
    "*a",
    "<<: *a",
    "!Ref ",
    "!Sub '${A}'",
    "!If [A, b, c]",
    "Resources:",
    "Type: AWS::ECS::Service",
    "Properties:",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    ",",
    "|\n",
    ">-\n",
    "---\n",
    "docker run ",
    "-e ",
    "A=1",
    "--",
    "-p 80",
    "\\\n",
    "#",
    "%TAG",
    "!!str ",
    "? ",
    "family",
    "{\"Ref\":",
    "Fn::Join",
    "${A",
    "$",
    "$$",
    "ports: [",
    "80:80",
    "volumes: [",
    ":",
    "/",
    "build:",
    "é",
    "\u{feff}",
    "\t",
    "0x",
    ".5e",
    "\0",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(PIECES), 0..40)
            .prop_map(|pieces| pieces.concat()),
        "\\PC{0,60}",
        "(?s).{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn any_text_gives_an_answer(text in text()) {
        for kind in [None, Some(DocumentKind::TaskDefinition), Some(DocumentKind::Service)] {
            if let Err(error) = import(&text, kind) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
        drop(import_files(&[("a", &text), ("b", "cluster: c\nservice: s\ntask_definition: a\n")]));
    }

    #[test]
    fn any_compose_service_gives_an_answer(service in tree(), run in text()) {
        let compose = format!("{{\"services\": {{\"a\": {}, \"b\": {{\"image\": \"i\", \"ports\": {}, \"volumes\": {}, \"deploy\": {}}}}}}}",
            service.to_compact(), service.to_compact(), service.to_compact(), service.to_compact());
        drop(import(&compose, None));
        drop(import(&format!("docker run {run}"), None));
    }

    #[test]
    fn any_tree_can_be_written(left in tree(), right in tree()) {
        let documents = [
            Document::new(DocumentKind::TaskDefinition, left),
            Document::new(DocumentKind::Service, right),
        ];
        for format in Format::ALL {
            for (name, text) in export(&documents, format).files {
                // Whatever is written can be looked at by the readers.
                drop(import(&text, None));
                prop_assert!(!name.is_empty());
            }
        }
    }
}

/// The time that a text takes must not grow with the square of its length: these would take hours.
#[test]
fn large_texts_are_read_soon() {
    let many = |piece: &str, count: usize| piece.repeat(count);
    let texts = [
        format!(
            "services:\n  a:\n    image: i\n    expose: [{}]\n",
            many("1,", 100_000)
        ),
        format!(
            "services:\n{}",
            (0..20_000)
                .map(|at| format!(
                    "  s{at}: {{image: i, depends_on: [s0], volumes: ['/a{at}:/b']}}\n"
                ))
                .collect::<Vec<_>>()
                .concat()
        ),
        format!("docker run {} i", many("-e A=1 -v /a:/b ", 20_000)),
        many("docker run nginx\n", 20_000),
        format!(
            "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: {{Family: !Join ['', [{}]]}}\n",
            many("!Ref A, ", 50_000)
        ),
        format!(
            "a: &a [{}]\nb: [{}]\n",
            many("x,", 1000),
            many("*a,", 10_000)
        ),
        format!(
            "{{\"AWSTemplateFormatVersion\": \"\", \"Parameters\": {{\"P\": {{\"Default\": \"{}\"}}}}, \"Resources\": {{\"T\": {{\"Type\": \"AWS::ECS::TaskDefinition\", \"Properties\": {{\"Tags\": [{}0]}}}}}}}}",
            many("x", 1_000_000),
            many("{\"Ref\": \"P\"},", 100_000)
        ),
        format!(
            "Resources:\n  L: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: !Sub '{}'}}}}\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: {{Family: !Join ['', [{}]]}}\n",
            many("${A}", 100_000),
            many("!Ref L, ", 50_000)
        ),
        format!(
            "Mappings: {{M: {{a: {{b: [{}]}}}}}}\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: {{Family: !Join ['', [{}]]}}\n",
            many("x, ", 100_000),
            many("!FindInMap [M, a, b], ", 20_000)
        ),
        many("- ", 50_000),
        many("a:\n", 50_000),
        many("{", 100_000),
        format!("a: {}", many("\"", 50_001)),
        many("!a &b ", 50_000),
        format!("services: {{a: {{image: \"{}\"}}}}", many("${", 200_000)),
    ];
    for text in texts {
        drop(import(&text, None));
    }
}
