"""Starts a server process with temporary data for the tests."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

import requests

PROGRAM = Path(os.environ.get("HANDSUP_BIN_DIR", Path(__file__).parents[2] / "target/debug")) / "handsup-server"
# Seconds until a test gives up waiting: longer than any step takes on a busy machine.
PATIENCE = 300
HOST_KEY = "the-hosts-own-0123456789abcdef-key"


class House:
    """A server on a free loopback port without rate limits, with polls in several states. `close` stops it and deletes its data."""

    def __init__(self):
        self._data = tempfile.TemporaryDirectory(prefix="handsup-api-")
        arguments = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", self._data.name, "--log", "warn"]
        unlimited = ["--vote-limit-per-minute", "0", "--connections-per-address", "0"]
        self._log = open(Path(self._data.name) / "errors.log", "w+", encoding="utf-8")
        self._process = subprocess.Popen([PROGRAM, *arguments, *unlimited], stdout=subprocess.PIPE, stderr=self._log, text=True, env=os.environ | {"HOST_KEY": HOST_KEY})
        self.url = self._wait_for_output(r"listening on (http://\S+)")
        poll = self._create_poll({"fairness": "device", "allow_change": True})
        self.option = poll["options"][0]["id"]
        self.open_poll = poll["poll_code"]
        self._closed = self._create_poll({})["poll_code"]
        requests.patch(f"{self.url}/api/polls/{self._closed}", json={"state": "closed"}, headers=host(), timeout=PATIENCE).raise_for_status()
        self._changing = self._create_poll({})["poll_code"]

    def _wait_for_output(self, pattern):
        """The first group of `pattern` in the first line of output that contains it."""
        for line in self._process.stdout:
            if found := re.search(pattern, line):
                return found[1]
        raise RuntimeError(f"the server ended before it printed {pattern}: {self.log()}")

    def _create_poll(self, rules):
        body = {"question": "Tabs or spaces?", "options": ["Tabs", "Spaces"], **rules}
        answer = requests.post(f"{self.url}/create", json=body, headers=host(), timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def code_for(self, route):
        """The code of a poll in the state that this route needs; `route` is a method and a path, as in `GET /poll/{code}`."""
        if route.startswith("PATCH"):
            return self._changing
        return self._closed if route.endswith(("/log", "/receipts")) else self.open_poll

    def log(self):
        """The server's log so far, from warnings up."""
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8")

    def close(self):
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
        self._log.close()
        self._data.cleanup()


def host():
    """Headers that carry the host key."""
    return {"Authorization": f"Bearer {HOST_KEY}"}
