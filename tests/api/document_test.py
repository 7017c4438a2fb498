"""Sends requests that the API document allows and forbids: every answer is as the document describes it, and none is a server error.

Every run sends the same requests. Many name an existing poll and one of its options, so that they reach the database.
"""

import atexit
import collections
import copy
import itertools
import uuid

import pytest
import requests
import schemathesis
from house import PATIENCE, House, host
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance, status_code_conformance
from schemathesis.config import SchemathesisConfig

HOUSE = House()
atexit.register(HOUSE.close)

# The checks of every answer; the seed of the generated requests, and how many of them a route gets, besides those at the limits
# of its parameters.
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CONFIG = {"seed": 20_261_125, "generation": {"max-examples": 40, "database": "none"}}

RAW = requests.get(f"{HOUSE.url}/openapi.json", timeout=PATIENCE).json()
FORM = "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"


def with_forms(raw):
    """The document with the plain forms that two routes also accept, and their answers: it describes those in prose only."""
    raw = copy.deepcopy(raw)
    ballot = {"option_id": {"type": "array", "items": {"type": "integer"}}, "browser_token": {"type": "string"}}
    forms = {"/create": {"$ref": "#/components/schemas/CreateBody"}, "/poll/{code}/vote": {"type": "object", "properties": ballot}}
    for path, schema in forms.items():
        operation = raw["paths"][path]["post"]
        assert FORM in operation["description"]
        operation["requestBody"]["content"][FORM] = {"schema": schema}
        operation["responses"]["303"] = {"description": "To a page"}
        page = {"description": "A page", "content": {"text/html": {"schema": {"type": "string"}}}}
        operation["responses"].setdefault("200", page)["content"] |= page["content"]
    return raw


document = schemathesis.openapi.from_dict(with_forms(RAW), config=SchemathesisConfig.from_dict(CONFIG))

# A counter of requests for each operation, so that its requests are the same whichever process sends them.
request_counters = collections.defaultdict(itertools.count)


def name_existing_objects(case):
    """Makes two of three requests name an existing poll, and every other ballot an option of the open poll."""
    number = next(request_counters[case.operation.label])
    if "code" in (case.path_parameters or {}) and number % 3:
        case.path_parameters["code"] = HOUSE.code_for(case.operation.label)
    if isinstance(case.body, dict) and "browser_token" in case.body and number % 2:
        case.body = {"option_id": HOUSE.option, "browser_token": str(uuid.UUID(int=number))}


@pytest.fixture(scope="module", autouse=True)
def nothing_panics():
    """Checks the server's log for panics after the module's last test."""
    yield
    assert "panicked" not in HOUSE.log()


@pytest.mark.parametrize("headers", [host(), {}], ids=["host", "guest"])
@document.parametrize()
def test_answers_as_documented(case, headers):
    name_existing_objects(case)
    answer = case.call_and_validate(base_url=HOUSE.url, headers=headers, checks=CHECKS)
    if answer.headers.get("content-type", [""])[0] == PROBLEM:
        responses = RAW["paths"][case.operation.path][case.operation.method]["responses"]
        # Methods that a path does not have are sent too.
        documented = responses.get(str(answer.status_code), {"description": "`method_not_allowed`"})
        assert f"`{answer.json()['code']}`" in documented["description"]
