//! Which addresses Longshore sends to. A webhook's address is typed by somebody, and Longshore sits
//! where others cannot reach: so nothing goes to addresses that are not the internet's, unless the
//! operator says so.
//!
//! Source of the ranges: IANA's special-purpose registries
//! <https://www.iana.org/assignments/iana-ipv4-special-registry> and
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use reqwest::Url;

/// Addresses with the same first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    first: IpAddr,
    bits: u8,
}

/// Why a text is no range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no range of addresses; write it as 10.0.0.0/8 or fd00::/8, or a single address")]
pub struct RangeError(String);

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let wrong = || RangeError(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().map_err(|_| wrong())?,
            None => most,
        };
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { first, bits })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.bits)
    }
}

impl Range {
    const fn v4(a: u8, b: u8, c: u8, bits: u8) -> Self {
        Self {
            first: IpAddr::V4(Ipv4Addr::new(a, b, c, 0)),
            bits,
        }
    }

    const fn v6(a: u16, b: u16, bits: u8) -> Self {
        Self {
            first: IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)),
            bits,
        }
    }

    fn holds(&self, address: IpAddr) -> bool {
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let differ = first.to_bits() ^ address.to_bits();
                differ.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let differ = first.to_bits() ^ address.to_bits();
                differ.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// What of IPv4 is not the internet.
const CLOSED_V4: [Range; 15] = [
    // This network, and no address at all.
    Range::v4(0, 0, 0, 8),
    // Private.
    Range::v4(10, 0, 0, 8),
    // Shared by a carrier's customers; AWS uses it within, too.
    Range::v4(100, 64, 0, 10),
    // This machine.
    Range::v4(127, 0, 0, 8),
    // This link: the metadata of instances and tasks is here.
    Range::v4(169, 254, 0, 16),
    // Private.
    Range::v4(172, 16, 0, 12),
    // Protocol assignments.
    Range::v4(192, 0, 0, 24),
    // Documentation.
    Range::v4(192, 0, 2, 24),
    // Relays from IPv6 (6to4), no longer used.
    Range::v4(192, 88, 99, 24),
    // Private.
    Range::v4(192, 168, 0, 16),
    // Measurements of networks.
    Range::v4(198, 18, 0, 15),
    // Documentation.
    Range::v4(198, 51, 100, 24),
    Range::v4(203, 0, 113, 24),
    // Many at once.
    Range::v4(224, 0, 0, 4),
    // Reserved, and everybody on the link.
    Range::v4(240, 0, 0, 4),
];

/// All of IPv6 that is given out to the internet. What is not within it is not the internet: this
/// machine (`::1`), IPv4 in other clothes (`::ffff:0:0/96`, NAT64's `64:ff9b::/96`), private
/// (`fc00::/7`, with AWS's metadata at `fd00:ec2::254`), this link (`fe80::/10`), many at once.
const OPEN_V6: Range = Range::v6(0x2000, 0, 3);

/// What is within it all the same.
const CLOSED_V6: [Range; 4] = [
    // Protocol assignments, with Teredo, which holds an IPv4 address.
    Range::v6(0x2001, 0, 23),
    // Documentation.
    Range::v6(0x2001, 0x0db8, 32),
    // 6to4, which holds an IPv4 address.
    Range::v6(0x2002, 0, 16),
    // Documentation.
    Range::v6(0x3fff, 0, 20),
];

/// Which addresses may be sent to besides the internet's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges {
    allowed: Vec<Range>,
}

/// Why something is not sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClosedError {
    #[error(
        "the address could not be read; write it whole, such as https://hooks.example.com/longshore"
    )]
    Url,
    #[error(
        "{name} leads to {address}, which is not an address of the internet; an operator can allow it with --webhook-allow"
    )]
    Closed { name: String, address: IpAddr },
    #[error(
        "{name} is asked for without TLS; use https, or have an operator allow its address with --webhook-allow"
    )]
    Plain { name: String },
    #[error("the host {name} could not be found in DNS")]
    Unknown { name: String },
}

/// Where a name leads, as it was looked up and judged; only these are connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) url: Url,
    pub(super) host: String,
    pub(super) addresses: Vec<SocketAddr>,
}

impl Ranges {
    /// The internet, and these.
    pub fn with(allowed: Vec<Range>) -> Self {
        Self { allowed }
    }

    /// The internet, and this machine; for trying Longshore out.
    pub fn with_this_machine() -> Self {
        let v6 = Range {
            first: IpAddr::V6(Ipv6Addr::LOCALHOST),
            bits: 128,
        };
        Self::with(vec![Range::v4(127, 0, 0, 8), v6])
    }

    /// Judges what can be judged of an address without looking its name up.
    pub(crate) fn judge(&self, url: &str) -> Result<(), ClosedError> {
        let (url, host) = read(url)?;
        match literal(&host) {
            Some(address) => self.judge_all(&url, &host, &[address]),
            None if url.scheme() == "https" || !self.allowed.is_empty() => Ok(()),
            None => Err(ClosedError::Plain { name: host }),
        }
    }

    /// Looks up where an address leads. One address that may not be sent to is enough to refuse all
    /// of them: a name that leads both ways is made to.
    pub(super) async fn look_up(&self, url: &str) -> Result<Place, ClosedError> {
        let (url, host) = read(url)?;
        let port = url.port_or_known_default().ok_or(ClosedError::Url)?;
        let found: Vec<SocketAddr> = match literal(&host) {
            Some(address) => vec![SocketAddr::new(address, port)],
            None => tokio::net::lookup_host((host.as_str(), port))
                .await
                .map(Iterator::collect)
                .unwrap_or_default(),
        };
        if found.is_empty() {
            return Err(ClosedError::Unknown { name: host });
        }
        let addresses: Vec<IpAddr> = found.iter().map(SocketAddr::ip).collect();
        self.judge_all(&url, &host, &addresses)?;
        Ok(Place {
            url,
            host,
            addresses: found,
        })
    }

    fn judge_all(&self, url: &Url, host: &str, addresses: &[IpAddr]) -> Result<(), ClosedError> {
        for address in addresses {
            let is_allowed = self.allowed.iter().any(|range| range.holds(*address));
            if !is_allowed && !is_of_the_internet(*address) {
                return Err(ClosedError::Closed {
                    name: host.to_owned(),
                    address: *address,
                });
            }
            if !is_allowed && url.scheme() != "https" {
                return Err(ClosedError::Plain {
                    name: host.to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn read(url: &str) -> Result<(Url, String), ClosedError> {
    let url = Url::parse(url).map_err(|_| ClosedError::Url)?;
    let is_web = matches!(url.scheme(), "http" | "https");
    let host = url
        .host_str()
        .filter(|_| is_web)
        .ok_or(ClosedError::Url)?
        .to_owned();
    Ok((url, host))
}

/// The address that a host is, where it is no name.
fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

fn is_of_the_internet(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !CLOSED_V4.iter().any(|range| range.holds(address)),
        IpAddr::V6(_) => {
            OPEN_V6.holds(address) && !CLOSED_V6.iter().any(|range| range.holds(address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ClosedError, Range, Ranges, is_of_the_internet};

    #[test]
    fn only_the_internet_is_open() {
        for open in [
            "1.1.1.1",
            "52.94.5.1",
            "100.63.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2a05:d014::1",
        ] {
            assert!(is_of_the_internet(open.parse().unwrap()), "{open}");
        }
        for closed in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "169.254.170.2",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:1.1.1.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::1.1.1.1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_of_the_internet(closed.parse().unwrap()), "{closed}");
        }
    }

    #[test]
    fn however_an_address_is_spelled_it_is_the_same() {
        let ranges = Ranges::default();
        for closed in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f.0.0.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::ffff:169.254.169.254]/",
            "https://１２７.0.0.1/",
            "https://169.254.169.254./",
        ] {
            let refused = ranges.judge(closed).unwrap_err();
            assert!(
                matches!(refused, ClosedError::Closed { .. }),
                "{closed}: {refused}"
            );
        }
        assert_eq!(ranges.judge("https://hooks.example/x"), Ok(()));
        let plain = ranges.judge("http://hooks.example/x").unwrap_err();
        assert!(matches!(plain, ClosedError::Plain { .. }), "{plain}");
    }

    #[test]
    fn what_an_operator_allows_is_open_also_without_tls() {
        let ranges = Ranges::with(vec!["10.1.0.0/16".parse().unwrap()]);
        assert_eq!(ranges.judge("http://10.1.2.3:8080/x"), Ok(()));
        assert!(ranges.judge("http://10.2.2.3/x").is_err());
        assert!(ranges.judge("http://1.1.1.1/x").is_err());
        assert_eq!(ranges.judge("https://1.1.1.1/x"), Ok(()));
        assert_eq!(Ranges::with_this_machine().judge("http://[::1]:1/"), Ok(()));
    }

    #[test]
    fn a_range_is_read() {
        let read = |text: &str| text.parse::<Range>().map(|range| range.to_string());
        assert_eq!(read("10.0.0.0/8"), Ok("10.0.0.0/8".to_owned()));
        assert_eq!(read("fd00::1"), Ok("fd00::1/128".to_owned()));
        for wrong in [
            "",
            "10",
            "10.0.0.0/33",
            "10.0.0.0/x",
            "::/129",
            "example.com",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let all: Range = "0.0.0.0/0".parse().unwrap();
        assert!(all.holds("10.0.0.1".parse().unwrap()));
    }
}
