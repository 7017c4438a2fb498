"""server/deploy/two-instances.sh: a vote through nginx counts at both instances, and Ctrl-C leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

from house import PATIENCE, PROGRAM

SCRIPT = Path(__file__).parents[2] / "server/deploy/two-instances.sh"


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def asks(url, body=None, key=None):
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {key}"} if key else {})
    request = urllib.request.Request(url, data=body and json.dumps(body).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def sees(votes, results):
    """Soon, not at once: one instance hears of the other's votes by way of Redis."""
    began = time.monotonic()
    while asks(results)["total_votes"] != votes:
        assert time.monotonic() - began < PATIENCE, results


def test_a_vote_through_nginx_counts_at_both_and_ctrl_c_leaves_nothing(tmp_path):
    front = f"127.0.0.1:{free_port()}"
    key = "the-hosts-own-key-0123456789abcdef"
    settings = os.environ | {"HOST_KEY": key, "FRONT": front, "HANDSUP_SERVER": str(PROGRAM), "TMPDIR": str(tmp_path), "DRAIN_SECONDS": "0"}
    # The user that PostgreSQL runs as has to get to its data.
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o711)
    # Ctrl-C works here also where the tests run in the background, whose programs ignore it.
    listening = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    script = subprocess.Popen([SCRIPT], env=settings, stdout=subprocess.PIPE, text=True, preexec_fn=listening)
    try:
        said = ""
        while "Ctrl-C ends everything" not in said:
            line = script.stdout.readline()
            assert line, said
            said += line
        instances = re.findall(r"Instance \d: (http://\S+)", said)
        assert len(instances) == 2 and key not in said, said
        one, other = instances
        poll = asks(f"{one}/create", {"question": "Tabs or spaces?", "options": ["Tabs", "Spaces"]}, key)
        ballot = {"option_id": poll["options"][0]["id"], "browser_token": str(uuid.uuid4())}
        asks(f"http://{front}/poll/{poll['poll_code']}/vote", ballot)
        for instance in (one, other):
            sees(1, f"{instance}/poll/{poll['poll_code']}/results")
        script.send_signal(signal.SIGINT)
        assert script.wait(timeout=PATIENCE) == 0
    finally:
        script.terminate()
        script.wait(timeout=PATIENCE)
    assert not list(tmp_path.glob("handsup-two-*")), "its files are gone"
    with socket.socket() as asked:
        host, port = front.split(":")
        assert asked.connect_ex((host, int(port))) != 0, "nobody listens any more"
