//! Limits, tried at their edges.

use shared::check::{Documents, Known, report};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::pointer::Pointer;

use super::{Base, found};

#[test]
fn takes_a_hundred_port_ranges_and_not_more() {
    for (count, expected) in [
        (100, &[] as &[&str]),
        (101, &["error port-ranges-too-many web/portMappings"]),
    ] {
        let ranges: Vec<String> = (0..count)
            .map(|at| {
                format!(
                    r#"{{"containerPortRange": "{}-{}"}}"#,
                    1000 + 10 * at,
                    1001 + 10 * at
                )
            })
            .collect();
        let ranges = format!("[{}]", ranges.join(","));
        assert_eq!(
            found(
                Base::Instances,
                &[("web/portMappings", &ranges)],
                &Known::default()
            ),
            expected
        );
    }
}

/// A list of this many elements; `#` stands for the number of one.
fn list(element: &str, count: usize) -> String {
    let elements: Vec<String> = (0..count)
        .map(|at| element.replace('#', &at.to_string()))
        .collect();
    format!("[{}]", elements.join(","))
}

#[test]
fn takes_so_many_and_not_more() {
    for (at, element, most) in [
        ("/tags", r#"{"key": "k#", "value": ""}"#, 50),
        (
            "/placementConstraints",
            r#"{"type": "memberOf", "expression": "attribute:a == #"}"#,
            10,
        ),
        (
            "web/environmentFiles",
            r#"{"type": "s3", "value": "arn:aws:s3:::cfg/#.env"}"#,
            10,
        ),
        (
            "web/credentialSpecs",
            r#""credentialspec:arn:aws:s3:::cfg/#.json""#,
            1,
        ),
    ] {
        let enough = list(element, most);
        let fine: Vec<String> = Vec::new();
        assert_eq!(
            found(Base::Instances, &[(at, &enough)], &Known::default()),
            fine
        );
        let more = list(element, most + 1);
        assert_eq!(
            found(Base::Instances, &[(at, &more)], &Known::default()),
            [format!("error too-many {at}")]
        );
    }
}

#[test]
fn takes_texts_so_long_and_not_longer() {
    let image = "public.ecr.aws/";
    for (at, code, start, most) in [
        ("/family", "wrong-form", "", 255),
        ("side/name", "wrong-form", "", 255),
        ("web/image", "image-invalid", image, 253),
        (
            "web/logConfiguration/options/awslogs-group",
            "log-group-name",
            "",
            512,
        ),
        ("web/portMappings/0/name", "wrong-form", "", 64),
    ] {
        // The image's tag takes two more.
        let end = if start.is_empty() { "" } else { ":1" };
        let text = |length: usize| format!("\"{start}{}{end}\"", "a".repeat(length - start.len()));
        let fine: Vec<String> = Vec::new();
        assert_eq!(
            found(Base::Instances, &[(at, &text(most))], &Known::default()),
            fine
        );
        assert_eq!(
            found(Base::Instances, &[(at, &text(most + 1))], &Known::default()),
            [format!("error {code} {at}")]
        );
    }
    for (at, before, after, most) in [
        ("/tags/0/key", r#"[{"key": ""#, r#"", "value": ""}]"#, 128),
        (
            "/tags/0/value",
            r#"[{"key": "a", "value": ""#,
            r#""}]"#,
            256,
        ),
        (
            "/placementConstraints/0/expression",
            r#"[{"type": "memberOf", "expression": ""#,
            r#""}]"#,
            2000,
        ),
    ] {
        let list = at.split('/').nth(1).map(|name| format!("/{name}")).unwrap();
        let text = |length: usize| format!("{before}{}{after}", "a".repeat(length));
        let fine: Vec<String> = Vec::new();
        assert_eq!(
            found(Base::Instances, &[(&list, &text(most))], &Known::default()),
            fine
        );
        assert_eq!(
            found(
                Base::Instances,
                &[(&list, &text(most + 1))],
                &Known::default()
            ),
            [format!("error too-long {at}")]
        );
    }
}

#[test]
fn weighs_the_definition() {
    for (bytes, expected) in [
        (50_000, &[] as &[&str]),
        (62_000, &["warning definition-too-large "]),
        (66_000, &["error definition-too-large "]),
    ] {
        let command = format!(r#"["{}"]"#, "a".repeat(bytes));
        assert_eq!(
            found(
                Base::Instances,
                &[("web/command", &command)],
                &Known::default()
            ),
            expected
        );
    }
}

#[test]
fn takes_ten_containers_and_not_eleven() {
    let mut document = Document::new(
        DocumentKind::TaskDefinition,
        json::parse(&Base::Instances.text()).unwrap(),
    );
    let containers = Pointer::parse("/containerDefinitions");
    let one = document.json().at(&containers.index(1)).unwrap().clone();
    for number in 2..11 {
        let mut container = one.clone();
        container.set(
            &Pointer::parse("/name"),
            Json::from(format!("c{number}").as_str()),
        );
        document
            .json_mut()
            .set(&containers.index(number), container);
        let documents = Documents {
            task_definition: Some(&document),
            ..Documents::default()
        };
        let too_many = report(&documents, &Known::default())
            .issues
            .iter()
            .any(|issue| issue.code == "too-many");
        assert_eq!(too_many, number >= 10, "{} containers", number + 1);
    }
}
