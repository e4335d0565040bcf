//! Texts that are too much: each gets an answer that says what the bound is, or is read like any
//! other.

use shared::check::{Documents, Known, report};
use shared::dialect::{Format, export, import};
use shared::diff::{apply, diff, words};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{Lines, MAX_BYTES, MAX_DEPTH};
use shared::normal::normal;

fn refusal(text: &str) -> String {
    import(text, None).unwrap_err().to_string()
}

#[test]
fn nesting_has_a_bound_in_json_and_in_yaml() {
    let too_deep = MAX_DEPTH + 1;
    let deeper = [
        "[".repeat(too_deep) + &"]".repeat(too_deep),
        "{\"a\":".repeat(too_deep) + "1" + &"}".repeat(too_deep),
        "[".repeat(1_000_000),
        format!("a: {}", "[".repeat(too_deep) + &"]".repeat(too_deep)),
        format!("a: {}", "{a: ".repeat(too_deep) + &"}".repeat(too_deep)),
        "- ".repeat(too_deep) + "a",
        (0..too_deep)
            .map(|depth| " ".repeat(depth) + "a:\n")
            .collect(),
    ];
    for text in deeper {
        let refusal = refusal(&text);
        assert!(refusal.contains("deeper than 200 levels"), "{refusal}");
    }
}

#[test]
fn length_has_a_bound_in_every_dialect() {
    for start in [
        "{\"family\": \"",
        "family: ",
        "services: {a: ",
        "Resources: ",
    ] {
        let text = start.to_owned() + &"x".repeat(MAX_BYTES + 1 - start.len());
        assert_eq!(text.len(), MAX_BYTES + 1);
        let refusal = refusal(&text);
        assert!(refusal.contains("10485761 bytes"), "{refusal}");
        assert!(refusal.contains("at most 10485760"), "{refusal}");
    }
    let command = "docker run -e A=".to_owned() + &"x".repeat(MAX_BYTES) + " nginx";
    let refusal = refusal(&command);
    assert!(refusal.contains("at most 10485760"), "{refusal}");
}

#[test]
fn numbers_that_nobody_can_count_are_kept_and_refused_in_a_few_words() {
    let digits = "1".to_owned() + &"0".repeat(10_000);
    for number in ["1e999999", "-1e999999", "1e-999999", &digits] {
        let text = format!(
            r#"{{"family":"a","containerDefinitions":[{{"name":"a","image":"a","memory":64,"cpu":{number}}}]}}"#
        );
        let document = Document::read(&text, None).unwrap();
        assert_eq!(document.json().to_compact(), text);
        let issues = issues(&document);
        let cpu = issues
            .iter()
            .find(|issue| issue.pointer.as_str() == "/containerDefinitions/0/cpu")
            .unwrap();
        assert!(cpu.message.contains("cpu"), "{}", cpu.message);
        assert!(cpu.message.len() < 200, "{}", cpu.message);
        assert_eq!(diff(&document, &normal(&document)), []);
    }
}

#[test]
fn long_names_are_not_repeated_in_full() {
    let name = "x".repeat(1_000_000);
    let text = format!(
        r#"{{"family":"a","{name}":1,"{name}":2,"containerDefinitions":[{{"name":"{name}"}},{{"name":"{name}"}}]}}"#
    );
    for issue in issues(&Document::read(&text, None).unwrap()) {
        assert!(issue.message.chars().count() <= 1001, "{}", issue.code);
    }
    assert!(refusal(&format!("{{\"{name}\" 1}}")).len() < 1000);
}

#[test]
fn a_rule_that_is_broken_all_over_is_told_a_thousand_times() {
    let zeros = "0,".repeat(5000);
    let text = format!(
        r#"{{"family":"a","containerDefinitions":[{{"name":"a","image":"a","memory":64,"command":[{zeros}0],"entryPoint":{{}}}}, {{}}]}}"#
    );
    let issues = issues(&Document::read(&text, None).unwrap());
    let wrong = |issue: &&shared::issue::Issue| issue.code == "wrong-type";
    assert_eq!(issues.iter().filter(wrong).count(), 1000);
    let last = issues.iter().rfind(wrong).unwrap();
    assert!(last.message.ends_with("not told"), "{}", last.message);
    assert!(issues.iter().any(|issue| issue.code == "member-missing"));
}

/// Texts that would take hours if what they cost grew with the square of their length.
#[test]
fn large_documents_are_answered_soon() {
    const MANY: usize = 4_000;
    let list = |one: &dyn Fn(usize) -> String| (0..MANY).map(one).collect::<Vec<_>>().join(",");
    let container = |members: &str| {
        format!(
            r#"{{"family":"a","containerDefinitions":[{{"name":"a","image":"a","memory":64,{members}}}]}}"#
        )
    };
    let texts = [
        format!(
            r#"{{"family":"a",{}}}"#,
            list(&|_| r#""cpu":"1""#.to_owned())
        ),
        format!(
            r#"{{"family":"a",{}}}"#,
            list(&|at| format!(r#""unknown{at}":{at}"#))
        ),
        format!(r#"{{"family":"{}"}}"#, "x".repeat(1_000_000)),
        container(&format!(
            r#""environment":[{}]"#,
            list(&|at| format!(r#"{{"name":"A{at}","value":"b"}}"#))
        )),
        container(&format!(
            r#""environment":[{}]"#,
            list(&|at| format!(r#"{{"name":"A","value":"{at}"}}"#))
        )),
        container(&format!(
            r#""dockerLabels":{{{}}}"#,
            list(&|at| format!(r#""a{at}":"b""#))
        )),
        container(&format!(
            r#""portMappings":[{}]"#,
            list(&|at| format!(r#"{{"containerPort":{at}}}"#))
        )),
        format!(
            r#"{{"family":"a","containerDefinitions":[{}]}}"#,
            list(&|_| r#"{"name":"a","image":"b"}"#.to_owned())
        ),
        format!(
            r#"{{"family":"a","containerDefinitions":[{}]}}"#,
            list(&|at| format!(
                r#"{{"name":"a{at}","image":"b","links":["a{}"],"dependsOn":[{{"containerName":"a{}","condition":"START"}}]}}"#,
                at + 1,
                at + 1
            ))
        ),
    ];
    let nothing = Document::read(r#"{"family":"a","containerDefinitions":[]}"#, None).unwrap();
    for text in texts {
        let document = Document::read(&text, None).unwrap();
        let issues = issues(&document);
        assert!(!issues.is_empty());
        let lines = Lines::of(&text);
        for issue in &issues {
            assert_eq!(lines.line_of(&issue.pointer), Some(1));
        }
        for (before, after) in [(&nothing, &document), (&document, &nothing)] {
            let changes = diff(before, after);
            assert_eq!(words(&changes).len(), changes.len());
            assert_eq!(apply(&changes, before), normal(after));
        }
        for format in Format::ALL {
            let _written = export(std::slice::from_ref(&document), format);
        }
    }
}

fn issues(document: &Document) -> Vec<shared::issue::Issue> {
    assert_eq!(document.kind(), DocumentKind::TaskDefinition);
    let documents = Documents {
        task_definition: Some(document),
        ..Documents::default()
    };
    report(&documents, &Known::default()).issues
}
