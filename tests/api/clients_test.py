"""Clients that are generated from the document say what the server does: their types hold, and they create, vote and read results."""

import json
import re
import shutil
import sys

import pytest
import requests
from house import HOST_KEY, PATIENCE
from tools import HERE, node, python, run


@pytest.fixture
def file(document, tmp_path):
    """The document in a folder to work in."""
    its = tmp_path / "openapi.json"
    its.write_text(json.dumps(document), encoding="utf-8")
    return its


def generated(file):
    """A Python package of the document, beside it."""
    client = file.parent / "handsup_client"
    make = [*python("openapi_python_client"), "generate", "--meta", "none"]
    run(*make, "--path", file, "--output-path", client, cwd=client.parent)
    return client


def votes(house, code):
    """What everybody is told of a poll."""
    return requests.get(f"{house.url}/poll/{code.strip()}/results", timeout=PATIENCE).json()["total_votes"]


def test_typescript_of_the_document_compiles_strictly_and_votes(house, file):
    here = file.parent
    run(node("openapi-typescript"), file, "--output", here / "openapi.d.ts", cwd=here)
    for each in ["vote.ts", "tsconfig.json"]:
        shutil.copy(HERE / "clients" / each, here)
    (here / "package.json").write_text('{ "type": "module" }', encoding="utf-8")
    (here / "node_modules").symlink_to(HERE / "node_modules")
    run(node("tsc"), "--project", here, cwd=here)
    assert votes(house, run("node", here / "vote.js", house.url, HOST_KEY, cwd=here)) == 1


def test_python_of_the_document_type_checks_strictly_and_votes(house, file):
    here = file.parent
    shutil.copy(HERE / "clients/vote.py", here)
    run(*python("mypy"), "--strict", "vote.py", generated(file), cwd=here)
    assert votes(house, run(sys.executable, "-B", "vote.py", house.url, HOST_KEY, cwd=here)) == 1


def test_every_operation_is_a_function_of_the_python_client(document, file):
    """The generator leaves out, with a warning alone, what it cannot read."""
    named = {operation["operationId"] for item in document["paths"].values() for operation in item.values()}
    snake = {re.sub("([A-Z])", r"_\1", name).lower() for name in named}
    assert {module.stem for module in generated(file).glob("api/*/*.py")} - {"__init__"} == snake and len(snake) > 50
