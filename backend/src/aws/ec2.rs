//! Networks, as EC2 knows them: subnets, route tables and security groups.

mod rules;

use std::collections::BTreeMap;

use super::query::{Answer, Query, Service};
use super::{Aws, AwsError};

pub(super) use rules::{ANYWHERE, EVERYTHING, Rule, SecurityGroup};

/// EC2 and the version of its interface.
pub(super) const SERVICE: Service = Service {
    host: "ec2",
    signing_name: "ec2",
    iam_prefix: "ec2",
    version: "2016-11-15",
};

/// So many things are asked for at once.
const AT_ONCE: &str = "200";

/// A page of what EC2 lists.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

/// A subnet.
#[derive(Debug, Clone)]
pub struct Subnet {
    /// Its id.
    pub id: String,
    /// What somebody called it.
    pub name: Option<String>,
    /// The VPC that it is in.
    pub vpc: String,
    /// Its availability zone.
    pub zone: String,
    /// Its addresses, such as `10.0.1.0/24`.
    pub cidr: String,
    /// How many of them are free.
    pub free_addresses: Option<i64>,
}

/// What leads out of subnets, by the tables of one or several VPCs.
#[derive(Debug, Default)]
pub(super) struct Routing {
    /// By the subnet's id.
    own: BTreeMap<String, Option<String>>,
    /// By the VPC's id, for the subnets that have no table of their own.
    main: BTreeMap<String, Option<String>>,
}

impl Routing {
    /// What a subnet reaches the internet through; nothing where it does not.
    pub(super) fn way_out(&self, subnet: &Subnet) -> Option<&str> {
        self.own
            .get(&subnet.id)
            .or_else(|| self.main.get(&subnet.vpc))
            .and_then(Option::as_deref)
    }
}

impl Aws {
    /// A page of the subnets.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn subnets(&self, after: Option<&str>) -> Result<Page<Subnet>, AwsError> {
        let answer = page(&self.0.ec2, "DescribeSubnets", after).await?;
        Ok(Page {
            items: answer.list("subnetSet").iter().map(subnet).collect(),
            next: answer.text("nextToken").map(str::to_owned),
        })
    }

    /// The subnets of some ids, in no order.
    ///
    /// # Errors
    /// AWS did not answer, or refused, also because one of them does not exist.
    pub async fn subnets_named(&self, ids: &[String]) -> Result<Vec<Subnet>, AwsError> {
        let parameters: Vec<(String, String)> = (1..)
            .zip(ids)
            .map(|(number, id)| (format!("SubnetId.{number}"), id.clone()))
            .collect();
        let answer = self.0.ec2.call("DescribeSubnets", &parameters).await?;
        Ok(answer.list("subnetSet").iter().map(subnet).collect())
    }

    /// A page of the security groups.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn security_groups(
        &self,
        after: Option<&str>,
    ) -> Result<Page<SecurityGroup>, AwsError> {
        let answer = page(&self.0.ec2, "DescribeSecurityGroups", after).await?;
        Ok(Page {
            items: answer
                .list("securityGroupInfo")
                .iter()
                .map(SecurityGroup::of)
                .collect(),
            next: answer.text("nextToken").map(str::to_owned),
        })
    }

    /// The routes of every table of some VPCs.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn routing(&self, vpcs: &[String]) -> Result<Routing, AwsError> {
        let mut routing = Routing::default();
        let mut after: Option<String> = None;
        loop {
            let mut parameters = vec![("Filter.1.Name".to_owned(), "vpc-id".to_owned())];
            for (number, vpc) in (1..).zip(vpcs) {
                parameters.push((format!("Filter.1.Value.{number}"), vpc.clone()));
            }
            // EC2 takes no more than 100 route tables at once.
            parameters.push(("MaxResults".to_owned(), "100".to_owned()));
            if let Some(after) = &after {
                parameters.push(("NextToken".to_owned(), after.clone()));
            }
            let answer = self.0.ec2.call("DescribeRouteTables", &parameters).await?;
            for table in answer.list("routeTableSet") {
                note(table, &mut routing);
            }
            after = answer.text("nextToken").map(str::to_owned);
            if after.is_none() {
                return Ok(routing);
            }
        }
    }
}

async fn page(
    ec2: &Query,
    operation: &'static str,
    after: Option<&str>,
) -> Result<Answer, AwsError> {
    let mut parameters = vec![("MaxResults".to_owned(), AT_ONCE.to_owned())];
    if let Some(after) = after {
        parameters.push(("NextToken".to_owned(), after.to_owned()));
    }
    ec2.call(operation, &parameters).await
}

fn subnet(found: &Answer) -> Subnet {
    let text = |name| found.text(name).unwrap_or_default().to_owned();
    Subnet {
        id: text("subnetId"),
        name: name_tag(found),
        vpc: text("vpcId"),
        zone: text("availabilityZone"),
        cidr: text("cidrBlock"),
        free_addresses: found.number("availableIpAddressCount"),
    }
}

/// What somebody called a thing, by its tag `Name`.
fn name_tag(found: &Answer) -> Option<String> {
    found
        .list("tagSet")
        .iter()
        .find(|tag| tag.text("key") == Some("Name"))
        .and_then(|tag| tag.text("value"))
        .map(str::to_owned)
}

fn note(table: &Answer, routing: &mut Routing) {
    let vpc = table.text("vpcId").unwrap_or_default();
    let way_out = table
        .list("routeSet")
        .iter()
        .find(|route| {
            route.text("destinationCidrBlock") == Some("0.0.0.0/0")
                && route.text("state") != Some("blackhole")
        })
        .and_then(target);
    for association in table.list("associationSet") {
        if let Some(subnet) = association.text("subnetId") {
            routing.own.insert(subnet.to_owned(), way_out.clone());
        } else if association.text("main") == Some("true") {
            routing.main.insert(vpc.to_owned(), way_out.clone());
        }
    }
}

fn target(route: &Answer) -> Option<String> {
    [
        "gatewayId",
        "natGatewayId",
        "transitGatewayId",
        "networkInterfaceId",
        "instanceId",
        "vpcPeeringConnectionId",
    ]
    .into_iter()
    .find_map(|member| route.text(member))
    .map(str::to_owned)
}
