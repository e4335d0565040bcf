"""Roles, policies, what a role may do, and who one is."""

import json

from sandbox_clients import client, refused

iam, sts = client("iam"), client("sts")


def statement(**members):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **members}]})


who = sts.get_caller_identity()
assert len(who["Account"]) == 12 and who["Arn"], who
trust = statement(
    Principal={"AWS": f"arn:aws:iam::{who['Account']}:root", "Service": "ecs-tasks.amazonaws.com"},
    Action="sts:AssumeRole",
)
role = iam.create_role(
    RoleName="tour", Path="/tour/", AssumeRolePolicyDocument=trust, Description="The tour's"
)["Role"]
assert role["Arn"].endswith(":role/tour/tour"), role
found = iam.get_role(RoleName="tour")["Role"]
assert found["AssumeRolePolicyDocument"]["Statement"][0]["Effect"] == "Allow", found
iam.put_role_policy(
    RoleName="tour", PolicyName="read",
    PolicyDocument=statement(Action="ssm:GetParameters", Resource="*"),
)
assert iam.list_role_policies(RoleName="tour")["PolicyNames"] == ["read"]
inline = iam.get_role_policy(RoleName="tour", PolicyName="read")["PolicyDocument"]
assert inline["Statement"][0]["Action"] == "ssm:GetParameters", inline
policy = iam.create_policy(
    PolicyName="tour", PolicyDocument=statement(Action=["logs:*"], Resource="*")
)["Policy"]["Arn"]
iam.attach_role_policy(RoleName="tour", PolicyArn=policy)
attached = iam.list_attached_role_policies(RoleName="tour")["AttachedPolicies"]
assert attached == [{"PolicyName": "tour", "PolicyArn": policy}], attached
version = iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"]
document = iam.get_policy_version(PolicyArn=policy, VersionId=version)["PolicyVersion"]["Document"]
assert document["Statement"][0]["Action"] == ["logs:*"], document
assert [found["PolicyName"] for found in iam.list_policies(Scope="Local")["Policies"]] == ["tour"]
assert [found["RoleName"] for found in iam.list_roles(PathPrefix="/tour/")["Roles"]] == ["tour"]
pages = list(iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 3}))
names = [found["RoleName"] for page in pages for found in page["Roles"]]
assert len(pages) > 1 and {"tour", "ecsTaskExecutionRole", "test_ecs_lb_role"} <= set(names), names

results = iam.simulate_principal_policy(
    PolicySourceArn=role["Arn"],
    ActionNames=["ssm:GetParameters", "logs:PutLogEvents", "ecs:UpdateService"],
)["EvaluationResults"]
decisions = {result["EvalActionName"]: result["EvalDecision"] for result in results}
assert decisions == {
    "ssm:GetParameters": "allowed",
    "logs:PutLogEvents": "allowed",
    "ecs:UpdateService": "implicitDeny",
}, decisions

refused("NoSuchEntity", iam.get_role, RoleName="nowhere")
refused("EntityAlreadyExists", iam.create_role, RoleName="tour", AssumeRolePolicyDocument=trust)
refused(
    "MalformedPolicyDocument", iam.put_role_policy,
    RoleName="tour", PolicyName="bad", PolicyDocument="{}",
)
refused("DeleteConflict", iam.delete_role, RoleName="tour")

taken = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="tour")
assert taken["AssumedRoleUser"]["Arn"].endswith("assumed-role/tour/tour"), taken
assert taken["Credentials"]["SessionToken"], "credentials for a while"
assert sts.get_session_token()["Credentials"]["AccessKeyId"]

for_services = statement(Principal={"Service": "ecs-tasks.amazonaws.com"}, Action="sts:AssumeRole")
closed = iam.create_role(RoleName="tour-closed", AssumeRolePolicyDocument=for_services)["Role"]
refused("AccessDenied", sts.assume_role, RoleArn=closed["Arn"], RoleSessionName="tour")
iam.delete_role(RoleName="tour-closed")

iam.detach_role_policy(RoleName="tour", PolicyArn=policy)
iam.delete_role_policy(RoleName="tour", PolicyName="read")
iam.delete_policy(PolicyArn=policy)
iam.delete_role(RoleName="tour")
refused("NoSuchEntity", iam.delete_role, RoleName="tour")
