"""Shows that the check for server errors works: a server that answers 500 fails it."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "A server that fails", "version": "1"},
    "paths": {"/fails": {"get": {"responses": {"200": {"description": "Never"}}}}},
}


class FailingHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(500)

    def log_message(self, *_):
        pass


def test_a_server_error_fails_the_check():
    server = HTTPServer(("127.0.0.1", 0), FailingHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    case = schema["/fails"]["GET"].Case()
    with pytest.raises(FailureGroup, match="Server error"):
        case.call_and_validate(base_url=f"http://127.0.0.1:{server.server_port}", checks=[not_a_server_error])
    server.shutdown()
