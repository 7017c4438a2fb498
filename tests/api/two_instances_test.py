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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def request_json(url, body=None, key=None):
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {key}"} if key else {})
    request = urllib.request.Request(url, data=body and json.dumps(body).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def wait_for_votes(votes, results):
    """Waits until the results at this URL have so many votes: Redis brings the votes of the other instance, a little later."""
    began = time.monotonic()
    while request_json(results)["total_votes"] != votes:
        assert time.monotonic() - began < PATIENCE, results


def test_a_vote_through_nginx_counts_at_both_and_ctrl_c_leaves_nothing(tmp_path):
    front = f"127.0.0.1:{free_port()}"
    key = "the-hosts-own-key-0123456789abcdef"
    settings = os.environ | {"HOST_KEY": key, "FRONT": front, "HANDSUP_SERVER": str(PROGRAM), "TMPDIR": str(tmp_path), "DRAIN_SECONDS": "0"}
    # PostgreSQL runs as another user, which needs access to its data.
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o711)
    # Restores Ctrl-C: a process that is started in the background ignores SIGINT.
    restore_sigint = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    script = subprocess.Popen([SCRIPT], env=settings, stdout=subprocess.PIPE, text=True, preexec_fn=restore_sigint)
    try:
        output = ""
        while "Ctrl-C ends everything" not in output:
            line = script.stdout.readline()
            assert line, output
            output += line
        instances = re.findall(r"Instance \d: (http://\S+)", output)
        assert len(instances) == 2 and key not in output, output
        one, other = instances
        poll = request_json(f"{one}/create", {"question": "Tabs or spaces?", "options": ["Tabs", "Spaces"]}, key)
        ballot = {"option_id": poll["options"][0]["id"], "browser_token": str(uuid.uuid4())}
        request_json(f"http://{front}/poll/{poll['poll_code']}/vote", ballot)
        for instance in (one, other):
            wait_for_votes(1, f"{instance}/poll/{poll['poll_code']}/results")
        script.send_signal(signal.SIGINT)
        assert script.wait(timeout=PATIENCE) == 0
    finally:
        script.terminate()
        script.wait(timeout=PATIENCE)
    assert not list(tmp_path.glob("handsup-two-*")), "the files are deleted"
    with socket.socket() as probe:
        host, port = front.split(":")
        assert probe.connect_ex((host, int(port))) != 0, "nothing listens on the port"
