"""Says what botocore's own parameter validation thinks of requests to ECS. Sends nothing.

Reads one JSON object a line, {"operation": "RunTask", "params": {...}}, and answers each with a
line {"valid": bool, "report": "...", "places": ["/overrides/cpu", ...]}: what botocore would tell
a user, and the JSON Pointers of what it is about. Knows nothing of Longshore.
"""

import json
import re
import sys

import botocore.session
from botocore.validate import ParamValidator

STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")

model = botocore.session.Session().get_service_model("ecs", api_version="2014-11-13")
validator = ParamValidator()


def pointer(name, *more):
    """botocore's .containerDefinitions[0].name as /containerDefinitions/0/name."""
    steps = [member or index for member, index in STEP.findall(name)]
    return "".join("/" + step for step in [*steps, *more])


def places(errors):
    """Where each error is; a member that is missing or unknown is the place itself."""
    for reason, name, details in errors:
        if reason == "missing required field":
            yield pointer(name, details["required_name"])
        elif reason == "unknown field":
            yield pointer(name, details["unknown_param"])
        else:
            yield pointer(name)


for line in sys.stdin:
    asked = json.loads(line)
    shape = model.operation_model(asked["operation"]).input_shape
    report = validator.validate(asked["params"], shape)
    # The report's own list is private; its text alone would have to be taken apart again.
    found = report._errors
    answer = {
        "valid": not report.has_errors(),
        "report": report.generate_report(),
        "places": list(places(found)),
    }
    print(json.dumps(answer), flush=True)
