//! What forms let people choose from: each kind with what it means.

mod clocks;
mod denied;
mod kinds;
mod paging;

use shared::wire::{Listing, Offer};

use crate::support::Person;

async fn offers(person: &Person, path: &str) -> Vec<Offer> {
    let listing: Listing<Offer> = person.read(&format!("/offers/{path}")).await;
    listing.items
}

fn named<'a>(offers: &'a [Offer], name: &str) -> &'a Offer {
    let names: Vec<&str> = offers.iter().map(|offer| offer.name.as_str()).collect();
    let found = offers.iter().find(|offer| offer.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {names:?}"))
}

fn has(offer: &Offer, fact: &str) {
    let found = offer.facts.iter().any(|one| one.contains(fact));
    assert!(found, "no {fact:?} in {offer:?}");
}
