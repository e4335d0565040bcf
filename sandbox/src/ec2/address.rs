//! The addresses of a subnet.

use std::{collections::BTreeSet, net::Ipv4Addr};

/// A run of addresses, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    first: u32,
    last: u32,
}

impl Range {
    /// All addresses of a CIDR block.
    pub(super) fn parse(cidr: &str) -> Option<Self> {
        let (base, length) = cidr.split_once('/')?;
        let base = u32::from(base.parse::<Ipv4Addr>().ok()?);
        let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
        let host_bits = u32::MAX.checked_shr(length).unwrap_or(0);
        Some(Self {
            first: base & !host_bits,
            last: base | host_bits,
        })
    }

    /// Whether all of another lie in it.
    pub(super) const fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether some lie in both.
    pub(super) const fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Without those that AWS keeps: the first four and the last.
    pub(super) fn usable(self) -> Self {
        Self {
            first: self.first.saturating_add(4),
            last: self.last.saturating_sub(1),
        }
    }

    /// How many there are.
    pub(super) fn len(self) -> usize {
        let count = u64::from(self.last) + 1;
        usize::try_from(count.saturating_sub(u64::from(self.first))).unwrap_or(usize::MAX)
    }

    /// The first free address behind `last`, from the start again when the end is reached.
    pub(super) fn next_free(
        self,
        last: Option<Ipv4Addr>,
        used: &BTreeSet<Ipv4Addr>,
    ) -> Option<Ipv4Addr> {
        let start = last.map_or(self.first, |last| u32::from(last).saturating_add(1));
        (start.max(self.first)..=self.last)
            .chain(self.first..=self.last)
            .map(Ipv4Addr::from)
            .find(|address| !used.contains(address))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Range;

    #[test]
    fn keeps_five_addresses_of_a_subnet_back() {
        assert_eq!(Range::parse("10.0.1.0/24").unwrap().usable().len(), 251);
        assert_eq!(Range::parse("10.0.1.0/28").unwrap().usable().len(), 11);
        assert_eq!(Range::parse("10.0.1.0/33"), None);
        assert_eq!(Range::parse("subnet"), None);
    }

    #[test]
    fn goes_on_behind_the_last_address_and_starts_again() {
        let usable = Range::parse("10.0.1.0/28").unwrap().usable();
        let mut used = BTreeSet::new();
        let first = usable.next_free(None, &used).unwrap();
        assert_eq!(first.to_string(), "10.0.1.4");
        assert_eq!(
            usable.next_free(Some(first), &used).unwrap().to_string(),
            "10.0.1.5"
        );
        let end = "10.0.1.14".parse().unwrap();
        assert_eq!(usable.next_free(Some(end), &used), Some(first));
        used.extend((4..=14).map(|n| std::net::Ipv4Addr::new(10, 0, 1, n)));
        assert_eq!(usable.next_free(None, &used), None);
    }
}
