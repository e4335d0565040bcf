//! What does not fit, and where.

use std::fmt;

/// Which half of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A request that was answered with success.
    Request,
    /// An answer.
    Answer,
    /// A refusal.
    Refusal,
}

/// One thing that does not fit the model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The service's signing name.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// Which half.
    pub side: Side,
    /// Where, such as `services[].events[].id`; elements of lists are not told apart.
    pub path: String,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Request => "accepted a request whose",
            Side::Answer => "the answer's",
            Side::Refusal => "the refusal's",
        };
        let path = if self.path.is_empty() {
            "body"
        } else {
            &self.path
        };
        write!(
            formatter,
            "{} {}: {side} {path} {}",
            self.service, self.operation, self.problem
        )
    }
}

/// Collects violations on a walk through a value.
#[derive(Debug)]
pub(super) struct Report {
    service: String,
    operation: String,
    side: Side,
    path: Vec<String>,
    violations: Vec<Violation>,
}

impl Report {
    pub(super) fn new(service: &str, operation: &str) -> Self {
        Self {
            service: service.to_owned(),
            operation: operation.to_owned(),
            side: Side::Request,
            path: Vec::new(),
            violations: Vec::new(),
        }
    }

    pub(super) fn side(&mut self, side: Side) {
        self.side = side;
    }

    /// Walks into a member, or with `[]` or `{}` into the elements of a list or a map.
    pub(super) fn within(&mut self, part: &str, walk: impl FnOnce(&mut Self)) {
        self.path.push(part.to_owned());
        walk(self);
        self.path.pop();
    }

    /// Something is wrong where the walk stands.
    pub(super) fn here(&mut self, problem: &str) {
        let mut path = String::new();
        for part in &self.path {
            if !path.is_empty() && !part.starts_with(['[', '{']) {
                path.push('.');
            }
            path.push_str(part);
        }
        self.violations.push(Violation {
            service: self.service.clone(),
            operation: self.operation.clone(),
            side: self.side,
            path,
            problem: problem.to_owned(),
        });
    }

    /// Something is wrong with a member of where the walk stands.
    pub(super) fn add(&mut self, side: Side, part: &str, problem: &str) {
        self.side(side);
        if part.is_empty() {
            self.here(problem);
        } else {
            self.within(part, |report| report.here(problem));
        }
    }

    /// Each violation once.
    pub(super) fn finish(mut self) -> Vec<Violation> {
        self.violations.sort();
        self.violations.dedup();
        self.violations
    }
}
