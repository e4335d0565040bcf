//! The Python process that asks botocore.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use shared::json::{self, Json};
use shared::pointer::Pointer;

use crate::botocore::Venv;

pub(super) struct Oracle {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What botocore says of one request.
pub(super) struct Answer {
    pub(super) valid: bool,
    /// In its own words, a line for each error.
    pub(super) report: String,
    /// Where each error is.
    pub(super) places: Vec<Pointer>,
}

impl Oracle {
    pub(super) fn start(venv: &Venv) -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../e2e/python/parameter_oracle.py");
        let mut child = Command::new(venv.program("python"))
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            questions: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    pub(super) fn ask(&mut self, operation: &str, params: &Json) -> Answer {
        let operation = Json::from(operation).to_compact();
        let params = params.to_compact();
        writeln!(
            self.questions,
            r#"{{"operation": {operation}, "params": {params}}}"#
        )
        .unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        assert!(
            !line.is_empty(),
            "parameter_oracle.py ended; what it printed stands above"
        );
        let answer = json::parse(&line).unwrap();
        let places = answer.get("places").and_then(Json::as_array).unwrap();
        Answer {
            valid: answer.get("valid").and_then(Json::as_bool).unwrap(),
            report: answer
                .get("report")
                .and_then(Json::as_str)
                .unwrap()
                .to_owned(),
            places: places
                .iter()
                .map(|place| Pointer::parse(place.as_str().unwrap()))
                .collect(),
        }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
