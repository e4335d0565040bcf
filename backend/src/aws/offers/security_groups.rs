//! Security groups, with their rules in words.

use std::collections::BTreeMap;

use shared::wire::{Listing, Offer, OfferQuery};

use super::page;
use crate::aws::ec2::{ANYWHERE, EVERYTHING, Rule, SecurityGroup};
use crate::aws::{Aws, AwsError};

/// The names of groups, by id.
type Names = BTreeMap<String, String>;

impl Aws {
    pub(super) async fn security_group_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        page::first_with_some(query.after.as_deref(), |after| {
            self.security_group_page(query, after)
        })
        .await
    }

    async fn security_group_page(
        &self,
        query: &OfferQuery,
        after: Option<String>,
    ) -> Result<Listing<Offer>, AwsError> {
        let mut found = self.security_groups(after.as_deref()).await?;
        let names: Names = found
            .items
            .iter()
            .map(|group| (group.id.clone(), group.name.clone()))
            .collect();
        found.items.sort_by(|one, other| {
            (&one.vpc, &one.name, &one.id).cmp(&(&other.vpc, &other.name, &other.id))
        });
        let search = query.search.as_deref();
        Ok(Listing {
            items: found
                .items
                .iter()
                .filter(|group| {
                    page::is_found(
                        search,
                        &[&group.id, &group.name, &group.description, &group.vpc],
                    )
                })
                .map(|group| offer(group, &names))
                .collect(),
            next: found.next,
        })
    }
}

fn offer(group: &SecurityGroup, names: &Names) -> Offer {
    let mut facts = through("in", "from", &group.lets_in, group, names);
    facts.extend(through("out", "to", &group.lets_out, group, names));
    if !group.description.is_empty() {
        facts.push(group.description.clone());
    }
    facts.push(group.vpc.clone());
    let concerns = if group.is_open() {
        vec!["Lets in everything from anywhere: whatever a task listens on can be reached by anybody who reaches its address.".to_owned()]
    } else {
        Vec::new()
    };
    Offer {
        value: group.id.clone(),
        name: group.name.clone(),
        facts,
        changed_at_ms: None,
        concerns,
        pinned: None,
    }
}

fn through(
    way: &str,
    preposition: &str,
    rules: &[Rule],
    group: &SecurityGroup,
    names: &Names,
) -> Vec<String> {
    if rules.is_empty() {
        return vec![format!("lets {way} nothing")];
    }
    rules
        .iter()
        .map(|rule| {
            let peers: Vec<String> = rule
                .peers
                .iter()
                .map(|peer| peer_name(peer, group, names))
                .collect();
            if way == "out" && rule.what == EVERYTHING && peers.iter().all(|peer| peer == ANYWHERE)
            {
                return "lets out everything".to_owned();
            }
            format!(
                "lets {way} {} {preposition} {}",
                rule.what,
                peers.join(", ")
            )
        })
        .collect()
}

fn peer_name(peer: &str, group: &SecurityGroup, names: &Names) -> String {
    if peer == group.id {
        return "itself".to_owned();
    }
    match names.get(peer) {
        Some(name) => format!("{peer} ({name})"),
        None => peer.to_owned(),
    }
}
