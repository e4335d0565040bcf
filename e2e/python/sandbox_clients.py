"""What the tours share: clients of the simulated AWS, its clock, and plain assertions.

Reads AWS_ENDPOINT_URL and the usual variables of boto3. Knows nothing of Longshore.
"""

import json
import os
import time
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]


def client(service):
    """A client that does not repeat what was refused, so that refusals are seen."""
    return boto3.client(service, config=Config(retries={"total_max_attempts": 1}))


def control(path, body=None, method=None):
    """Calls one of the sandbox's own endpoints."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"{ENDPOINT}/_sandbox/{path}", data=data, method=method or ("POST" if data else "GET")
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def advance(seconds):
    """Puts the simulated clock forward."""
    control("clock/advance", {"seconds": seconds})


def refused(code, call, **arguments):
    """The call must be refused with this code; answers the message."""
    try:
        answer = call(**arguments)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        message = error.response["Error"].get("Message", "")
        assert found == code, f"refused with {found}, not {code}: {message}"
        return message
    raise AssertionError(f"accepted, not refused with {code}: {arguments} gave {answer}")


def until(what, look, step_s=10, bound_s=1800):
    """Moves the clock until the look answers something true."""
    for _ in range(bound_s // step_s):
        found = look()
        if found:
            return found
        advance(step_s)
    raise AssertionError(f"after {bound_s} simulated seconds still not: {what}")


def collect(call, result, **arguments):
    """All elements of a paged operation, page by page, and how many pages there were."""
    elements, n_pages = [], 0
    while True:
        page = call(**arguments)
        elements += page[result]
        n_pages += 1
        token = page.get("nextToken")
        if not token:
            return elements, n_pages
        arguments["nextToken"] = token


def real_until(what, look, bound_s=60):
    """Waits in real time, for what happens outside of the simulated world."""
    deadline = time.monotonic() + bound_s
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"after {bound_s} seconds still not: {what}")
