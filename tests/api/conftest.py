"""One server for those tests that only ask."""

import pytest
import requests
from house import PATIENCE, House


@pytest.fixture(scope="session")
def house():
    """A server of its own."""
    its = House()
    yield its
    its.close()


@pytest.fixture
def document(house):
    """What the server says of itself at `/openapi.json`."""
    return requests.get(f"{house.url}/openapi.json", timeout=PATIENCE).json()
