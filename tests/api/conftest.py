"""Fixtures: one server that the tests of a process share, and its API document."""

import pytest
import requests
from house import PATIENCE, House


@pytest.fixture(scope="session")
def house():
    """A server for the whole session of tests."""
    server = House()
    yield server
    server.close()


@pytest.fixture
def document(house):
    """The API document, as the server serves it at `/openapi.json`."""
    return requests.get(f"{house.url}/openapi.json", timeout=PATIENCE).json()
