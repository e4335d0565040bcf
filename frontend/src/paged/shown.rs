//! What is shown of a list whose newest page is read again and again, while older pages were added
//! below it.

use shared::wire::Listing;

/// The items so far, newest first, and where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
    /// Whether more than the newest page was asked for.
    pub(super) has_older: bool,
}

impl<T: Clone> Shown<T> {
    /// The newest page alone.
    pub(super) fn new(newest: &Listing<T>) -> Self {
        Self {
            items: newest.items.clone(),
            next: newest.next.clone(),
            has_older: false,
        }
    }

    /// Takes the newest page as it is now. What was shown beyond its last item stays. Where that
    /// item was not shown before, so much is new that the pages do not meet: then the older ones
    /// have to be asked for again. A newest page with nothing behind it is all that there is.
    pub(super) fn renew(&mut self, newest: &Listing<T>, key: impl Fn(&T) -> String) {
        let beyond = newest.items.last().map(&key).and_then(|last| {
            let place = self.items.iter().rposition(|item| key(item) == last)?;
            self.items.get(place + 1..)
        });
        let has_more = self.has_older && newest.next.is_some();
        let (true, Some(beyond)) = (has_more, beyond) else {
            *self = Self::new(newest);
            return;
        };
        // What moved up the list is in the newest page already.
        let mut items = newest.items.clone();
        let beyond = beyond
            .iter()
            .filter(|item| newest.items.iter().all(|known| key(known) != key(item)));
        items.extend(beyond.cloned());
        self.items = items;
    }

    /// Adds the page that begins where these end.
    pub(super) fn extend(&mut self, page: Listing<T>, key: impl Fn(&T) -> String) {
        for item in page.items {
            if self.items.iter().all(|known| key(known) != key(&item)) {
                self.items.push(item);
            }
        }
        self.next = page.next;
        self.has_older = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(items: &[u32], next: Option<&str>) -> Listing<u32> {
        Listing {
            items: items.to_vec(),
            next: next.map(str::to_owned),
        }
    }

    fn two_pages() -> Shown<u32> {
        let mut shown = Shown::new(&page(&[9, 8, 7], Some("7")));
        shown.extend(page(&[6, 5, 4], Some("4")), u32::to_string);
        shown
    }

    #[test]
    fn what_is_pushed_off_the_newest_page_stays() {
        let mut shown = two_pages();
        shown.renew(&page(&[10, 9, 8], Some("8")), u32::to_string);
        assert_eq!(shown.items, [10, 9, 8, 7, 6, 5, 4]);
        assert_eq!(shown.next.as_deref(), Some("4"));
    }

    #[test]
    fn what_left_the_newest_page_is_gone() {
        let mut shown = two_pages();
        shown.renew(&page(&[9, 7, 6], Some("6")), u32::to_string);
        assert_eq!(shown.items, [9, 7, 6, 5, 4]);
    }

    #[test]
    fn what_left_the_older_pages_is_gone_where_one_page_holds_all() {
        let mut shown = two_pages();
        shown.renew(&page(&[9, 8, 7], None), u32::to_string);
        assert_eq!(shown.items, [9, 8, 7]);
    }

    #[test]
    fn what_moved_to_the_top_is_shown_once() {
        let mut shown = two_pages();
        shown.renew(&page(&[5, 9, 8], Some("8")), u32::to_string);
        assert_eq!(shown.items, [5, 9, 8, 7, 6, 4]);
    }

    #[test]
    fn pages_that_do_not_meet_begin_again() {
        let mut shown = two_pages();
        shown.renew(&page(&[20, 19, 18], Some("18")), u32::to_string);
        assert_eq!(shown, Shown::new(&page(&[20, 19, 18], Some("18"))));
    }

    #[test]
    fn the_newest_page_alone_is_replaced() {
        let mut shown = Shown::new(&page(&[9, 8], None));
        shown.renew(&page(&[8], None), u32::to_string);
        assert_eq!(shown.items, [8]);
    }

    #[test]
    fn a_list_that_is_empty_now_is_empty() {
        let mut shown = two_pages();
        shown.renew(&page(&[], None), u32::to_string);
        assert!(shown.items.is_empty());
        assert_eq!(shown.next, None);
    }
}
