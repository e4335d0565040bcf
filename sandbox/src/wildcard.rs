//! Matching text against a pattern with `*` (any run) and `?` (any one), as IAM policies and EC2
//! filters have it.

/// Whether the whole of `text` matches `pattern`; case counts.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut in_pattern) = (0, 0);
    // Where to go on from when the run of the last star turns out too short.
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(in_pattern) {
            Some('*') => {
                retry = Some((in_pattern, at));
                in_pattern += 1;
            }
            Some(wanted) if *wanted == '?' || Some(wanted) == text.get(at) => {
                in_pattern += 1;
                at += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    in_pattern = star + 1;
                    at = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(in_pattern).all(|left| *left == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks_match_as_in_policies() {
        assert!(matches("*", ""));
        assert!(matches("ecs:*", "ecs:CreateService"));
        assert!(matches("ecs:*Service", "ecs:UpdateService"));
        assert!(matches("a*b*c", "aXXbYYbZc"));
        assert!(matches("v?", "v1"));
        assert!(!matches("v?", "v10"));
        assert!(!matches("ecs:Get*", "ecs:Describe"));
        assert!(!matches("", "x"));
    }
}
