//! Where a request comes from, for limits on guesses.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;

use crate::app::Settings;

/// The address that guesses are counted by. A proxy's word is taken only where one is expected
/// (a public URL is set) and only its own last entry. Of IPv6 the network counts, since one
/// machine has a whole network of addresses.
pub(super) fn address(peer: SocketAddr, headers: &HeaderMap, settings: &Settings) -> String {
    let forwarded = settings.public_url.as_ref().and_then(|_| {
        // Where a proxy adds a line of its own, it is the last one.
        headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()?
            .to_str()
            .ok()?
            .rsplit(',')
            .next()?
            .trim()
            .parse::<IpAddr>()
            .ok()
    });
    match forwarded.unwrap_or(peer.ip()).to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [one, two, three, four, ..] = address.segments();
            Ipv6Addr::new(one, two, three, four, 0, 0, 0, 0).to_string()
        }
    }
}
