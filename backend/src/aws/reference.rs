//! What `valueFrom` names: a parameter of Parameter Store, or a secret of Secrets Manager.

/// A parameter or a secret, as a task definition names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    /// A parameter.
    Parameter {
        /// Its name without the slash at its front, by which ARNs and names meet.
        bare: String,
        /// Its ARN, where it is named by one.
        arn: Option<String>,
    },
    /// A secret.
    Secret {
        /// Its ARN, perhaps without the six characters at its end.
        arn: String,
        /// The member of its JSON that is taken; nothing where it is taken whole.
        key: Option<String>,
    },
}

impl Reference {
    /// Reads a `valueFrom`; nothing where it names neither.
    pub(super) fn of(value_from: &str) -> Option<Self> {
        if !value_from.starts_with("arn:") {
            let bare = bare(value_from);
            return is_name(&bare).then_some(Self::Parameter { bare, arn: None });
        }
        let parts: Vec<&str> = value_from.split(':').collect();
        match parts.as_slice() {
            ["arn", _, "ssm", _, _, resource, ..] => {
                let bare = bare(resource.strip_prefix("parameter")?);
                is_name(&bare).then_some(Self::Parameter {
                    bare,
                    arn: Some(parts.get(..6)?.join(":")),
                })
            }
            ["arn", _, "secretsmanager", _, _, "secret", _, selector @ ..] => Some(Self::Secret {
                arn: parts.get(..7)?.join(":"),
                key: selector
                    .first()
                    .filter(|key| !key.is_empty())
                    .map(|key| (*key).to_owned()),
            }),
            _ => None,
        }
    }
}

/// Whether a parameter may be called so. A placeholder may not, nor most values that stand where
/// a name should.
fn is_name(bare: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_.-/".contains(letter);
    !bare.is_empty() && bare.chars().all(is_letter)
}

/// A parameter's name without the slash at its front and without a version or label at its end.
pub(super) fn bare(name: &str) -> String {
    let name = name.split(':').next().unwrap_or(name);
    name.strip_prefix('/').unwrap_or(name).to_owned()
}

/// Whether an ARN in a definition names a secret: with all of its ARN, or without the hyphen and
/// the six characters that Secrets Manager adds.
pub(super) fn names_secret(named: &str, secret: &str) -> bool {
    secret
        .strip_prefix(named)
        .is_some_and(|rest| rest.is_empty() || (rest.len() == 7 && rest.starts_with('-')))
}

/// A part of an ARN: the second is the partition, the fourth the region, the fifth the account.
pub(super) fn part(arn: &str, number: usize) -> &str {
    arn.split(':')
        .nth(number.saturating_sub(1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Reference, names_secret, part};

    const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-AbCdEf";

    #[test]
    fn a_parameter_is_the_same_by_name_and_by_arn() {
        let arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/shop/key";
        assert_eq!(
            Reference::of("/shop/key:3"),
            Some(Reference::Parameter {
                bare: "shop/key".to_owned(),
                arn: None
            })
        );
        assert_eq!(
            Reference::of(&format!("{arn}:3")),
            Some(Reference::Parameter {
                bare: "shop/key".to_owned(),
                arn: Some(arn.to_owned())
            })
        );
    }

    #[test]
    fn a_secret_loses_its_selector() {
        assert_eq!(
            Reference::of(&format!("{SECRET}:password:AWSCURRENT:")),
            Some(Reference::Secret {
                arn: SECRET.to_owned(),
                key: Some("password".to_owned())
            })
        );
        assert_eq!(Reference::of("arn:aws:s3:::bucket"), None);
        assert_eq!(Reference::of("${SECRET}"), None);
        assert!(names_secret(SECRET, SECRET));
        assert!(names_secret(&SECRET[..SECRET.len() - 7], SECRET));
        assert!(!names_secret(&SECRET[..SECRET.len() - 3], SECRET));
        assert_eq!(part(SECRET, 5), "123456789012");
    }
}
