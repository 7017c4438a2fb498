"""Clients generated from the API document compile with strict type checks, create polls, vote and read results."""

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
    """The API document, in a temporary folder."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def generate_python_client(file):
    """Generates a Python package from the document, in the same folder; returns its path."""
    client = file.parent / "handsup_client"
    command = [*python("openapi_python_client"), "generate", "--meta", "none", "--config", HERE / "clients/python.yaml"]
    run(*command, "--path", file, "--output-path", client, cwd=client.parent)
    return client


def votes(house, code):
    """The number of votes in the poll's public results."""
    return requests.get(f"{house.url}/poll/{code.strip()}/results", timeout=PATIENCE).json()["total_votes"]


def test_the_typescript_client_compiles_strictly_and_votes(house, file):
    folder = file.parent
    run(node("openapi-typescript"), file, "--output", folder / "openapi.d.ts", cwd=folder)
    for name in ["vote.ts", "tsconfig.json"]:
        shutil.copy(HERE / "clients" / name, folder)
    (folder / "package.json").write_text('{ "type": "module" }', encoding="utf-8")
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    run(node("tsc"), "--project", folder, cwd=folder)
    assert votes(house, run("node", folder / "vote.js", house.url, HOST_KEY, cwd=folder)) == 1


def test_the_python_client_type_checks_strictly_and_votes(house, file):
    folder = file.parent
    shutil.copy(HERE / "clients/vote.py", folder)
    run(*python("mypy"), "--strict", "vote.py", generate_python_client(file), cwd=folder)
    assert votes(house, run(sys.executable, "-B", "vote.py", house.url, HOST_KEY, cwd=folder)) == 1


def test_every_operation_is_a_function_of_the_python_client(document, file):
    """The generator skips an operation that it cannot read, with only a warning."""
    ids = {operation["operationId"] for item in document["paths"].values() for operation in item.values()}
    snake = {re.sub("([A-Z])", r"_\1", name).lower() for name in ids}
    assert {module.stem for module in generate_python_client(file).glob("api/*/*.py")} - {"__init__"} == snake and len(snake) > 50
