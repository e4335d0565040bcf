//! Policy documents: reading them and refusing those that IAM would refuse.

use serde_json::Value;

use crate::wildcard;

/// A policy as far as it decides something.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    pub(super) statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) allow: bool,
    actions: Patterns,
    /// `None` in a trust policy.
    resources: Option<Patterns>,
    principal: Option<Value>,
    pub(super) condition: Option<Value>,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, Clone)]
struct Patterns {
    patterns: Vec<String>,
    /// Everything but what the patterns match.
    inverted: bool,
}

impl Patterns {
    fn matches(&self, text: &str) -> bool {
        self.patterns
            .iter()
            .any(|pattern| wildcard::matches(pattern, text))
            != self.inverted
    }
}

impl Statement {
    /// Whether the statement speaks of an action on a resource; action names have no case.
    pub(super) fn covers(&self, action: &str, resource: &str) -> bool {
        self.actions.matches(&action.to_ascii_lowercase())
            && self
                .resources
                .as_ref()
                .is_some_and(|resources| resources.matches(resource))
    }

    /// Whether a trust policy's statement lets a principal in, where its conditions hold; `root` stands for its account.
    pub(super) fn allows_assumption_by(&self, principal: &str, root: &str) -> bool {
        let account = root.split(':').nth(4).unwrap_or_default();
        let trusted = match &self.principal {
            Some(Value::String(all)) => vec![all.clone()],
            Some(principals) => texts(principals.get("AWS")).unwrap_or_default(),
            None => Vec::new(),
        };
        self.allow
            && self.actions.matches("sts:assumerole")
            && trusted
                .iter()
                .any(|one| one == "*" || one == principal || one == root || one == account)
    }
}

/// Reads a document; the error is the reason in IAM's words.
pub(super) fn parse(text: &str) -> Result<Document, &'static str> {
    let value: Value =
        serde_json::from_str(text).map_err(|_| "This policy contains invalid Json")?;
    let Some(object) = value.as_object() else {
        return Err("Syntax errors in policy.");
    };
    match object.get("Version") {
        None => {}
        Some(Value::String(version)) if matches!(version.as_str(), "2012-10-17" | "2008-10-17") => {
        }
        Some(_) => return Err("Syntax errors in policy."),
    }
    let statements = match object.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().map(statement).collect(),
        Some(one @ Value::Object(_)) => statement(one).map(|one| vec![one]),
        _ => Err("Syntax errors in policy."),
    }?;
    Ok(Document { statements })
}

/// Reads a policy that is to be attached to an identity.
pub(super) fn parse_identity(text: &str) -> Result<Document, &'static str> {
    let document = parse(text)?;
    for statement in &document.statements {
        if statement.principal.is_some() {
            return Err("Policy document should not specify a principal.");
        }
        if statement.resources.is_none() {
            return Err("Policy statement must contain resources.");
        }
    }
    Ok(document)
}

/// Reads a trust policy.
pub(super) fn parse_trust(text: &str) -> Result<Document, &'static str> {
    let document = parse(text)?;
    for statement in &document.statements {
        if statement.principal.is_none() {
            return Err("Missing required field Principal");
        }
        if statement.resources.is_some() {
            return Err("Has prohibited field Resource");
        }
    }
    Ok(document)
}

fn statement(value: &Value) -> Result<Statement, &'static str> {
    let allow = match value.get("Effect").and_then(Value::as_str) {
        Some("Allow") => true,
        Some("Deny") => false,
        _ => return Err("Syntax errors in policy."),
    };
    let mut actions =
        patterns(value, "Action", "NotAction")?.ok_or("Policy statement must contain actions.")?;
    for action in &mut actions.patterns {
        if action != "*" && !action.contains(':') {
            return Err(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            );
        }
        action.make_ascii_lowercase();
    }
    Ok(Statement {
        allow,
        actions,
        resources: patterns(value, "Resource", "NotResource")?,
        principal: value.get("Principal").cloned(),
        condition: value.get("Condition").cloned(),
    })
}

fn patterns(
    statement: &Value,
    member: &str,
    inverse: &str,
) -> Result<Option<Patterns>, &'static str> {
    let (value, inverted) = match (statement.get(member), statement.get(inverse)) {
        (None, None) => return Ok(None),
        (Some(value), None) => (value, false),
        (None, Some(value)) => (value, true),
        (Some(_), Some(_)) => return Err("Syntax errors in policy."),
    };
    let patterns = texts(Some(value)).ok_or("Syntax errors in policy.")?;
    Ok(Some(Patterns { patterns, inverted }))
}

/// A text or a list of texts.
pub(super) fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    match value? {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(many) => many
            .iter()
            .map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}
