//! Pages of a list, the same for every service: an opaque token that says where to go on.
//!
//! The token holds a position in the list and a mark, so that a text that a client made up is
//! refused as AWS refuses it. What the refusal is called is the service's own business.

/// A part of a list and the token for the next part.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// The token is not one that this list gave out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadToken;

const MARK: &str = "AQICAH";

/// Cuts one page of at most `size` items out of a list; `size` 0 counts as 1.
pub(crate) fn page<T>(
    items: Vec<T>,
    token: Option<&str>,
    size: usize,
) -> Result<Page<T>, BadToken> {
    let start = match token {
        None => 0,
        Some(token) => position(token)
            .filter(|start| *start <= items.len())
            .ok_or(BadToken)?,
    };
    let end = start.saturating_add(size.max(1));
    let next = (end < items.len()).then(|| format!("{MARK}{:08x}{:08x}", end, check(end)));
    Ok(Page {
        items: items.into_iter().skip(start).take(size.max(1)).collect(),
        next,
    })
}

fn position(token: &str) -> Option<usize> {
    let digits = token
        .strip_prefix(MARK)
        .filter(|digits| digits.len() == 16)?;
    let (start, mark) = digits.split_at_checked(8)?;
    let start = usize::from_str_radix(start, 16).ok()?;
    (u32::from_str_radix(mark, 16).ok()? == check(start)).then_some(start)
}

fn check(position: usize) -> u32 {
    u32::try_from(position)
        .unwrap_or(u32::MAX)
        .wrapping_mul(0x9E37_79B1)
        ^ 0x5bd1_e995
}

#[cfg(test)]
mod tests {
    use super::{BadToken, page};

    #[test]
    fn pages_join_to_the_whole_list() {
        let mut seen = Vec::new();
        let mut token = None;
        loop {
            let part = page((0..7).collect(), token.as_deref(), 3).unwrap();
            seen.extend(part.items);
            token = part.next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..7).collect::<Vec<_>>());
    }

    #[test]
    fn refuses_tokens_it_never_gave() {
        assert_eq!(page(vec![1, 2], Some("nonsense"), 1).unwrap_err(), BadToken);
        assert_eq!(
            page(vec![1, 2], Some("AQICAH0000000100000000"), 1).unwrap_err(),
            BadToken
        );
    }
}
