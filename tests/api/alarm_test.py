"""An alarm that never rings is none: a house that answers 500 fails."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "A house on fire", "version": "1"},
    "paths": {"/burns": {"get": {"responses": {"200": {"description": "Never"}}}}},
}


class OnFire(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(500)

    def log_message(self, *_):
        pass


def test_an_answer_that_is_our_fault_fails():
    server = HTTPServer(("127.0.0.1", 0), OnFire)
    Thread(target=server.serve_forever, daemon=True).start()
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    case = schema["/burns"]["GET"].Case()
    with pytest.raises(FailureGroup, match="Server error"):
        case.call_and_validate(base_url=f"http://127.0.0.1:{server.server_port}", checks=[not_a_server_error])
    server.shutdown()
