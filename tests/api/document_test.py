"""Whatever the document allows and forbids is sent; every answer is one that the document names, and none is our fault.

The same requests are made in every run. Many name a poll that exists and an option of it, so that they come as far as the
database.
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

# What is checked of every answer, and how often a route is asked besides the edges of what it takes.
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CONFIG = {"seed": 20_261_125, "generation": {"max-examples": 40, "database": "none"}}

RAW = requests.get(f"{HOUSE.url}/openapi.json", timeout=PATIENCE).json()
FORM = "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"


def with_forms(raw):
    """The document with what its words alone name: that two routes take plain forms too, and how they answer them."""
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

# How many requests each operation was sent: by itself, so that they are the same whichever process sends them.
asked = collections.defaultdict(itertools.count)


def led_home(case):
    """Two of three requests name what exists, and every other ballot an option of the open poll."""
    turn = next(asked[case.operation.label])
    if "code" in (case.path_parameters or {}) and turn % 3:
        case.path_parameters["code"] = HOUSE.code_for(case.operation.label)
    if isinstance(case.body, dict) and "browser_token" in case.body and turn % 2:
        case.body = {"option_id": HOUSE.option, "browser_token": str(uuid.UUID(int=turn))}


@pytest.fixture(scope="module", autouse=True)
def nothing_panics():
    """Looks into the server's log when the last request of this process was answered."""
    yield
    assert "panicked" not in HOUSE.log()


@pytest.mark.parametrize("headers", [host(), {}], ids=["host", "guest"])
@document.parametrize()
def test_answers_as_documented(case, headers):
    led_home(case)
    answer = case.call_and_validate(base_url=HOUSE.url, headers=headers, checks=CHECKS)
    if answer.headers.get("content-type", [""])[0] == PROBLEM:
        responses = RAW["paths"][case.operation.path][case.operation.method]["responses"]
        # Methods that a path does not have are tried too.
        said = responses.get(str(answer.status_code), {"description": "`method_not_allowed`"})
        assert f"`{answer.json()['code']}`" in said["description"]
