use serde_json::json;

use super::{parse, render, render_error};
use crate::error::AwsError;

#[test]
fn reads_lists_with_member_and_without() {
    let (operation, input) = parse(
        "Action=CreateRule&Version=2015-12-01&Conditions.member.1.Field=path-pattern\
         &Conditions.member.1.PathPatternConfig.Values.member.1=%2Fa%2A\
         &Conditions.member.1.PathPatternConfig.Values.member.2=%2Fb+c&Priority=10",
    )
    .unwrap();
    assert_eq!(operation, "CreateRule");
    assert_eq!(
        input,
        json!({
            "Conditions": [{ "Field": "path-pattern",
                             "PathPatternConfig": { "Values": ["/a*", "/b c"] } }],
            "Priority": "10",
            "Version": "2015-12-01"
        })
    );

    let (_, input) = parse(
        "Action=DescribeSubnets&Filter.1.Name=vpc-id&Filter.1.Value.2=vpc-2&Filter.1.Value.1=vpc-1",
    )
    .unwrap();
    assert_eq!(
        input,
        json!({ "Filter": [{ "Name": "vpc-id", "Value": ["vpc-1", "vpc-2"] }] })
    );
}

#[test]
fn keeps_more_than_nine_items_in_order() {
    let pairs: Vec<String> = (1..=12).map(|n| format!("Names.member.{n}=n{n}")).collect();
    let (_, input) = parse(&format!("Action=X&{}", pairs.join("&"))).unwrap();
    let wanted: Vec<String> = (1..=12).map(|n| format!("n{n}")).collect();
    assert_eq!(input, json!({ "Names": wanted }));
}

#[test]
fn a_request_without_an_action_is_none() {
    assert_eq!(parse("Version=2015-12-01"), None);
    assert_eq!(parse(""), None);
}

#[test]
fn broken_bodies_do_no_harm() {
    let deep = format!("Action=X&{}=1", "a.".repeat(100_000));
    assert!(parse(&deep).is_some());
    let (_, input) = parse("Action=X&A=1&A.B=2&C=%zz&D=%").unwrap();
    assert_eq!(input, json!({ "A": "1", "C": "%zz", "D": "%" }));
}

#[test]
fn renders_lists_numbers_and_flags() {
    let xml = render(
        "elasticloadbalancing",
        "DescribeRules",
        &json!({ "Rules": [{ "RuleArn": "a&b", "IsDefault": true, "Priority": "default" }],
                 "NextMarker": null }),
        "id-1",
    );
    assert_eq!(
        xml,
        "<DescribeRulesResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\">\
         <DescribeRulesResult><Rules><member><RuleArn>a&amp;b</RuleArn><IsDefault>true</IsDefault>\
         <Priority>default</Priority></member></Rules></DescribeRulesResult>\
         <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DescribeRulesResponse>"
    );
}

#[test]
fn renders_ec2_with_its_own_names() {
    let xml = render(
        "ec2",
        "DescribeSecurityGroups",
        &json!({ "SecurityGroups": [{ "GroupId": "sg-1", "Description": "web",
            "IpPermissions": [{ "FromPort": 80, "UserIdGroupPairs": [{ "Description": "alb" }] }],
            "Tags": [{ "Key": "Name", "Value": "web" }] }] }),
        "id-1",
    );
    assert_eq!(
        xml,
        "<DescribeSecurityGroupsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
         <requestId>id-1</requestId><securityGroupInfo><item><groupId>sg-1</groupId>\
         <groupDescription>web</groupDescription><ipPermissions><item><fromPort>80</fromPort>\
         <groups><item><description>alb</description></item></groups></item></ipPermissions>\
         <tagSet><item><key>Name</key><value>web</value></item></tagSet></item>\
         </securityGroupInfo></DescribeSecurityGroupsResponse>"
    );
}

#[test]
fn refusals_have_the_shape_of_each_service() {
    let error = AwsError::new("NoSuchEntity", "no <role>").with_status(404);
    assert_eq!(
        render_error("iam", &error, "id-1"),
        "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender\
         </Type><Code>NoSuchEntity</Code><Message>no &lt;role&gt;</Message></Error>\
         <RequestId>id-1</RequestId></ErrorResponse>"
    );
    assert_eq!(
        render_error("ec2", &error, "id-1"),
        "<Response><Errors><Error><Code>NoSuchEntity</Code><Message>no &lt;role&gt;</Message>\
         </Error></Errors><RequestID>id-1</RequestID></Response>"
    );
}
