//! Pages of EC2's lists.

use serde_json::{Value, json};

use crate::{
    error::{Answer, AwsError},
    input, paging,
};

/// A list that can be asked for in pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing {
    /// The member of the output.
    pub(super) member: &'static str,
    /// The members of the request that name resources, as they stand on the wire. Who names what
    /// is wanted gets it at once.
    pub(super) names: &'static [&'static str],
    /// The most that a page holds.
    pub(super) most: i64,
}

/// EC2 gives everything at once unless a client asks for pages.
pub(super) fn paged(listing: Listing, request: &Value, items: Vec<Value>) -> Answer {
    let asked = input::number(request, "MaxResults");
    if let Some(size) = asked {
        check(listing, request, size)?;
    }
    let size = usize::try_from(asked.unwrap_or(1000)).unwrap_or(1000);
    let page = paging::page(items, input::text(request, "NextToken"), size)
        .map_err(|_| AwsError::new("InvalidNextToken", "The specified token is not valid."))?;
    let mut output = json!({ listing.member: page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}

fn check(listing: Listing, request: &Value, size: i64) -> Result<(), AwsError> {
    let named = listing
        .names
        .iter()
        .find(|name| !input::list(request, name).is_empty());
    if let Some(name) = named {
        return Err(AwsError::new(
            "InvalidParameterCombination",
            format!("The parameter {name} cannot be used with the parameter MaxResults"),
        ));
    }
    let expected = if size < 5 {
        "a value greater than 5".to_owned()
    } else if size > listing.most {
        format!("a value less than {}", listing.most)
    } else {
        return Ok(());
    };
    Err(AwsError::new(
        "InvalidParameterValue",
        format!("Value ( {size} ) for parameter maxResults is invalid. Expecting {expected}."),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Listing, paged};

    const SUBNETS: Listing = Listing {
        member: "Subnets",
        names: &["SubnetId"],
        most: 1000,
    };

    #[test]
    fn a_page_has_bounds_and_no_names() {
        let code = |request| {
            paged(SUBNETS, &request, vec![json!(1); 7])
                .unwrap_err()
                .code
        };
        assert_eq!(code(json!({ "MaxResults": "4" })), "InvalidParameterValue");
        assert_eq!(
            code(json!({ "MaxResults": "1001" })),
            "InvalidParameterValue"
        );
        let both = json!({ "MaxResults": "5", "SubnetId": ["subnet-1"] });
        assert_eq!(code(both), "InvalidParameterCombination");
        let first = paged(SUBNETS, &json!({ "MaxResults": "5" }), vec![json!(1); 7]).unwrap();
        assert_eq!(first["Subnets"].as_array().unwrap().len(), 5);
        assert!(first["NextToken"].is_string());
    }
}
