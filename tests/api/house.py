"""A real server with data of its own, for as long as the tests run."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

import requests

PROGRAM = Path(os.environ.get("HANDSUP_BIN_DIR", Path(__file__).parents[2] / "target/debug")) / "handsup-server"
# Seconds. Longer than anything here takes on a busy machine.
PATIENCE = 300
HOST_KEY = "the-hosts-own-0123456789abcdef-key"


class House:
    """Listens on a free loopback port, limits nobody, and goes away with its data when it is closed."""

    def __init__(self):
        self._data = tempfile.TemporaryDirectory(prefix="handsup-api-")
        arguments = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", self._data.name, "--log", "warn"]
        unlimited = ["--vote-limit-per-minute", "0", "--connections-per-address", "0"]
        self._log = open(Path(self._data.name) / "errors.log", "w+", encoding="utf-8")
        self._process = subprocess.Popen([PROGRAM, *arguments, *unlimited], stdout=subprocess.PIPE, stderr=self._log, text=True, env=os.environ | {"HOST_KEY": HOST_KEY})
        self.url = self._says(r"listening on (http://\S+)")
        poll = self._creates({"fairness": "device", "allow_change": True})
        self.option = poll["options"][0]["id"]
        self._open = poll["poll_code"]
        self._closed = self._creates({"state": "closed"})["poll_code"]
        self._changing = self._creates({})["poll_code"]

    def _says(self, wanted):
        for line in self._process.stdout:
            if found := re.search(wanted, line):
                return found[1]
        raise RuntimeError(f"the server ended before it said {wanted}: {self.log()}")

    def _creates(self, rules):
        wish = {"question": "Tabs or spaces?", "options": ["Tabs", "Spaces"], **rules}
        answer = requests.post(f"{self.url}/create", json=wish, headers=host(), timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def code_for(self, route):
        """A poll that this route has something to do with."""
        if route.startswith("PATCH"):
            return self._changing
        return self._closed if route.endswith(("/log", "/receipts")) else self._open

    def log(self):
        """What it complained about so far."""
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8")

    def close(self):
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
        self._log.close()
        self._data.cleanup()


def host():
    """The host's authority."""
    return {"Authorization": f"Bearer {HOST_KEY}"}
