"""Parameter Store and Secrets Manager."""

from sandbox_clients import client, refused

ssm, secrets = client("ssm"), client("secretsmanager")

# Parameters.
assert ssm.put_parameter(Name="/tour/URL", Value="a", Type="String")["Version"] == 1
refused("ParameterAlreadyExists", ssm.put_parameter, Name="/tour/URL", Value="b", Type="String")
changed = ssm.put_parameter(Name="/tour/URL", Value="b", Overwrite=True, Description="the address")
assert changed["Version"] == 2, changed
ssm.put_parameter(Name="/tour/deep/KEY", Value="secret", Type="SecureString")
found = ssm.get_parameter(Name="/tour/URL")["Parameter"]
assert found["Value"] == "b" and found["Version"] == 2, found
assert ssm.get_parameter(Name="/tour/URL:1")["Parameter"]["Value"] == "a"
sealed = ssm.get_parameter(Name="/tour/deep/KEY")["Parameter"]
assert sealed["Value"] != "secret", "a SecureString is opened only when asked for"
opened = ssm.get_parameter(Name="/tour/deep/KEY", WithDecryption=True)["Parameter"]
assert opened["Value"] == "secret", opened
several = ssm.get_parameters(Names=["/tour/URL", "/tour/NONE"])
assert several["InvalidParameters"] == ["/tour/NONE"] and len(several["Parameters"]) == 1, several
flat = ssm.get_parameters_by_path(Path="/tour")["Parameters"]
deep = ssm.get_parameters_by_path(Path="/tour", Recursive=True)["Parameters"]
assert (len(flat), len(deep)) == (1, 2), (flat, deep)
pages = list(ssm.get_paginator("describe_parameters").paginate(PaginationConfig={"PageSize": 5}))
names = [parameter["Name"] for page in pages for parameter in page["Parameters"]]
assert len(pages) > 1 and "/tour/URL" in names and len(set(names)) == len(names), names
narrow = ssm.describe_parameters(
    ParameterFilters=[{"Key": "Name", "Option": "BeginsWith", "Values": ["/tour/"]}]
)["Parameters"]
assert {parameter["Type"] for parameter in narrow} == {"String", "SecureString"}, narrow
history = ssm.get_parameter_history(Name="/tour/URL")["Parameters"]
assert [version["Version"] for version in history] == [1, 2], history
ssm.add_tags_to_resource(
    ResourceType="Parameter", ResourceId="/tour/URL", Tags=[{"Key": "team", "Value": "shop"}]
)
tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/tour/URL")["TagList"]
assert tags == [{"Key": "team", "Value": "shop"}], tags
ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId="/tour/URL", TagKeys=["team"])
refused("ParameterNotFound", ssm.get_parameter, Name="/tour/NONE")
ssm.delete_parameter(Name="/tour/URL")
refused("ParameterNotFound", ssm.delete_parameter, Name="/tour/URL")
deleted = ssm.delete_parameters(Names=["/tour/deep/KEY", "/tour/NONE"])
assert deleted["DeletedParameters"] == ["/tour/deep/KEY"], deleted
assert deleted["InvalidParameters"] == ["/tour/NONE"], deleted

# Secrets: names and versions.
created = secrets.create_secret(
    Name="tour/database", SecretString='{"user":"a"}', Tags=[{"Key": "team", "Value": "shop"}]
)
assert created["ARN"].split(":")[-1].startswith("tour/database-"), created["ARN"]
refused(
    "ResourceExistsException", secrets.create_secret, Name="tour/database", SecretString="b"
)
second = secrets.put_secret_value(SecretId="tour/database", SecretString='{"user":"b"}')
described = secrets.describe_secret(SecretId="tour/database")
assert described["VersionIdsToStages"] == {
    created["VersionId"]: ["AWSPREVIOUS"], second["VersionId"]: ["AWSCURRENT"],
}, described
current = secrets.get_secret_value(SecretId=created["ARN"])
assert current["SecretString"] == '{"user":"b"}', current
previous = secrets.get_secret_value(SecretId="tour/database", VersionStage="AWSPREVIOUS")
assert previous["VersionId"] == created["VersionId"], previous
versions = secrets.list_secret_version_ids(SecretId="tour/database")["Versions"]
assert len(versions) == 2, versions
pages = list(secrets.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 2}))
names = [secret["Name"] for page in pages for secret in page["SecretList"]]
assert "tour/database" in names and len(pages) > 1, names
secrets.tag_resource(SecretId="tour/database", Tags=[{"Key": "cost", "Value": "7"}])
secrets.untag_resource(SecretId="tour/database", TagKeys=["team"])
refused("ResourceNotFoundException", secrets.describe_secret, SecretId="tour/none")
gone = secrets.delete_secret(SecretId="tour/database", RecoveryWindowInDays=7)
assert gone["DeletionDate"], gone
refused("InvalidRequestException", secrets.get_secret_value, SecretId="tour/database")
secrets.restore_secret(SecretId="tour/database")
assert secrets.get_secret_value(SecretId="tour/database")["SecretString"] == '{"user":"b"}'
