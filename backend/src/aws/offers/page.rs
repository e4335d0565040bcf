//! Pages of lists that AWS gives whole, and pages that hold something of what is looked for.

use shared::wire::{Listing, Offer};

use crate::aws::AwsError;

/// So many are on a page of a list that AWS gives whole.
const AT_ONCE: usize = 50;
/// So many of AWS's pages are looked through for one of ours.
const LOOKED_THROUGH: usize = 10;

/// Whether one of some texts holds what is looked for; capitals do not count.
pub(super) fn is_found(search: Option<&str>, texts: &[&str]) -> bool {
    let Some(search) = search.map(str::to_lowercase) else {
        return true;
    };
    texts
        .iter()
        .any(|text| text.to_lowercase().contains(&search))
}

/// A page of a whole list: the items in the order of their keys, after the key of the last page.
pub(super) fn page<T>(mut items: Vec<(String, T)>, after: Option<&str>) -> Listing<T> {
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    if let Some(after) = after {
        items.retain(|(key, _)| key.as_str() > after);
    }
    let goes_on = items.len() > AT_ONCE;
    items.truncate(AT_ONCE);
    Listing {
        next: items.last().filter(|_| goes_on).map(|(key, _)| key.clone()),
        items: items.into_iter().map(|(_, item)| item).collect(),
    }
}

/// The first of AWS's pages that holds something of what is looked for, where AWS does not look
/// itself. An empty one would look like the end.
pub(super) async fn first_with_some<F, P>(
    after: Option<&str>,
    mut page: F,
) -> Result<Listing<Offer>, AwsError>
where
    F: FnMut(Option<String>) -> P,
    P: Future<Output = Result<Listing<Offer>, AwsError>>,
{
    let mut listing = page(after.map(str::to_owned)).await?;
    for _ in 1..LOOKED_THROUGH {
        if !listing.items.is_empty() || listing.next.is_none() {
            break;
        }
        listing = page(listing.next).await?;
    }
    Ok(listing)
}

/// What AWS gives for the next page; some services give an empty text at the end.
pub(super) fn next(token: Option<&str>) -> Option<String> {
    token.filter(|token| !token.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{is_found, page};

    #[test]
    fn pages_go_on_where_the_last_one_ended() {
        let items = || (0..120).map(|at| (format!("{at:03}"), at)).collect();
        let first = page::<i32>(items(), None);
        assert_eq!((first.items.len(), first.items.first()), (50, Some(&0)));
        let second = page::<i32>(items(), first.next.as_deref());
        assert_eq!(second.items.first(), Some(&50));
        let third = page::<i32>(items(), second.next.as_deref());
        assert_eq!((third.items.len(), third.next), (20, None));
    }

    #[test]
    fn capitals_do_not_count() {
        assert!(is_found(Some("SHOP"), &["my-shop-web"]));
        assert!(!is_found(Some("x"), &["my-shop-web"]));
        assert!(is_found(None, &[]));
    }
}
