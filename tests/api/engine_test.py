"""Engine.IO 4 and Socket.IO 5 as their descriptions have it: the cases of the official protocol suites that need no server that
echoes, in our own words. What that one would echo, our own events answer.

Sources: https://github.com/socketio/engine.io-protocol, https://github.com/socketio/socket.io-protocol
"""

import atexit
import base64
import json
import os
import socket
import struct
import time
from threading import Thread
from urllib.parse import urlsplit

import pytest
import requests
from house import PATIENCE, House

HOUSE = House()
atexit.register(HOUSE.close)
URL = f"{HOUSE.url}/socket.io/"


@pytest.fixture(scope="module", autouse=True)
def nothing_panics():
    """Looks into the server's log when the last request of this process was answered."""
    yield
    assert "panicked" not in HOUSE.log()


def polling(**query):
    return requests.get(URL, params={"EIO": "4", "transport": "polling", **query}, timeout=PATIENCE)


def posts(sid, body, **headers):
    query = {"EIO": "4", "transport": "polling", "sid": sid}
    return requests.post(URL, params=query, data=body, headers={"content-type": "text/plain", **headers}, timeout=PATIENCE)


def opens():
    """A session by polling; what its open packet says."""
    answer = polling()
    assert answer.status_code == 200 and answer.text[0] == "0"
    return json.loads(answer.text[1:])


JOIN = json.dumps(["join", {"poll_code": HOUSE.code_for("GET")}])


def stays():
    """A session by polling that follows something, so that it is not closed for following nothing."""
    opened = opens()
    sid = opened["sid"]
    assert posts(sid, "40").text == "ok"
    assert polling(sid=sid).text.startswith("40{")
    assert posts(sid, f"421{JOIN}").text == "ok"
    return opened


def hears_a_ping(sid):
    while "2" not in (packets := polling(sid=sid)).text.split("\x1e"):
        assert packets.status_code == 200, packets.text


class Websocket:
    """As small as RFC 6455 lets a client be."""

    def __init__(self, query="EIO=4&transport=websocket"):
        address = urlsplit(URL)
        self._socket = socket.create_connection((address.hostname, address.port), timeout=PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {address.path}?{query} HTTP/1.1\r\nhost: {address.netloc}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
            f"sec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._takes(1)
        self.status = int(head.split()[1])

    def _takes(self, length):
        taken = b""
        while len(taken) < length:
            more = self._socket.recv(length - len(taken))
            if not more:
                raise EOFError("the server hung up")
            taken += more
        return taken

    def says(self, text, opcode=1):
        data = text.encode()
        length = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
        self._socket.sendall(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + data)

    def hears(self):
        """The next text; an error once the server has closed."""
        first, length = self._takes(2)
        if length == 126:
            (length,) = struct.unpack("!H", self._takes(2))
        data = self._takes(length)
        if first & 15 == 8:
            raise EOFError("the server closed")
        return data.decode()

    def until(self, start):
        while not (heard := self.hears()).startswith(start):
            if heard == "2":
                self.says("3")
        return heard

    def stays(self):
        """Follows something, so that it is not closed for following nothing; what its open packet said."""
        opened = json.loads(self.hears()[1:])
        self.says("40")
        self.until("40{")
        self.says(f"421{JOIN}")
        return opened

    def hears_a_ping(self):
        while self.hears() != "2":
            pass

    def is_closed(self):
        with pytest.raises((EOFError, ConnectionError)):
            while True:
                self.hears()


def test_a_session_by_polling_says_what_it_is():
    opened = opens()
    assert set(opened) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
    assert isinstance(opened["sid"], str) and opened["sid"]
    assert opened["upgrades"] == ["websocket"]
    assert all(isinstance(opened[name], int) and opened[name] > 0 for name in ("pingInterval", "pingTimeout", "maxPayload"))


def test_a_session_by_websocket_says_what_it_is_and_has_nothing_to_upgrade_to():
    opened = json.loads(Websocket().hears()[1:])
    assert set(opened) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
    assert opened["upgrades"] == []


@pytest.mark.parametrize("query", [{"EIO": None}, {"EIO": "abc"}, {"EIO": "3"}, {"transport": None}, {"transport": "abc"}])
def test_an_unknown_version_or_transport_is_refused(query):
    assert polling(**query).status_code == 400


@pytest.mark.parametrize("query", ["transport=websocket", "EIO=abc&transport=websocket", "EIO=4", "EIO=4&transport=abc"])
def test_so_is_a_websocket_of_it(query):
    assert Websocket(query).status == 400


@pytest.mark.parametrize("sid", ["abc", "", "AAAAAAAAAAAAAAAA"])
def test_a_session_that_nobody_knows_is_refused(sid):
    assert polling(sid=sid).status_code == 400
    assert posts(sid, "4abc").status_code == 400


def test_only_get_opens_a_session():
    for method in ("POST", "PUT", "DELETE"):
        answer = requests.request(method, URL, params={"EIO": "4", "transport": "polling"}, timeout=PATIENCE)
        assert answer.status_code == 400, method


def test_a_session_takes_only_get_and_post():
    sid = opens()["sid"]
    for method in ("PUT", "DELETE", "PATCH"):
        answer = requests.request(method, URL, params={"EIO": "4", "transport": "polling", "sid": sid}, timeout=PATIENCE)
        assert answer.status_code == 400, method


def test_what_is_posted_is_acknowledged_and_several_packets_share_a_body():
    sid = opens()["sid"]
    assert (answer := posts(sid, "40")).status_code == 200 and answer.text == "ok"
    assert polling(sid=sid).text.startswith("40{")
    assert posts(sid, f"421{JOIN}\x1e422{JOIN}").text == "ok"
    heard = ""
    while "431" not in heard or "432" not in heard:
        heard += polling(sid=sid).text
    assert '"ok":true' in heard


@pytest.mark.parametrize("body", ["abc", "4\x1eabc", "9"])
def test_what_is_no_packet_closes_the_session(body):
    sid = opens()["sid"]
    assert posts(sid, body).status_code == 400
    assert polling(sid=sid).status_code == 400


def test_what_is_no_packet_closes_a_websocket():
    ws = Websocket()
    ws.hears()
    ws.says("abc")
    ws.is_closed()


def test_two_that_wait_at_once_close_the_session():
    sid = opens()["sid"]
    statuses = []
    waiting = [Thread(target=lambda: statuses.append(polling(sid=sid).status_code)) for _ in range(2)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join(PATIENCE)
    assert sorted(statuses) == [200, 400]
    assert polling(sid=sid).status_code == 400


def test_a_body_larger_than_max_payload_is_refused():
    opened = opens()
    assert posts(opened["sid"], "4" + "x" * opened["maxPayload"]).status_code in (400, 413)


def test_the_first_ping_comes_a_ping_interval_after_the_handshake_by_polling():
    began = time.monotonic()
    opened = stays()
    hears_a_ping(opened["sid"])
    waited = time.monotonic() - began
    assert waited * 1000 > opened["pingInterval"] * 0.9, f"the ping came after {waited} s"
    assert posts(opened["sid"], "3").text == "ok"
    hears_a_ping(opened["sid"])


def test_the_first_ping_comes_a_ping_interval_after_the_handshake_by_websocket():
    began = time.monotonic()
    ws = Websocket()
    opened = ws.stays()
    ws.hears_a_ping()
    waited = time.monotonic() - began
    assert waited * 1000 > opened["pingInterval"] * 0.9, f"the ping came after {waited} s"
    ws.says("3")
    ws.hears_a_ping()


def test_nothing_comes_between_the_handshake_and_the_namespace():
    for _ in range(50):
        ws = Websocket()
        assert ws.hears()[0] == "0"
        ws.says("40")
        assert ws.hears().startswith("40{"), "a client that reads the answer next finds it"
        ws.says("1")


def test_a_client_that_does_not_answer_pings_is_closed_by_polling():
    sid = stays()["sid"]
    hears_a_ping(sid)
    # Waits for news until the session ends.
    while polling(sid=sid).status_code == 200:
        pass
    assert polling(sid=sid).status_code == 400


def test_a_client_that_does_not_answer_pings_is_closed_by_websocket():
    ws = Websocket()
    ws.stays()
    ws.hears_a_ping()
    ws.is_closed()


def test_a_close_packet_ends_the_session_by_polling():
    sid = opens()["sid"]
    heard = []
    waits = Thread(target=lambda: heard.append(polling(sid=sid)))
    waits.start()
    assert posts(sid, "1").text == "ok"
    waits.join(PATIENCE)
    assert heard[0].status_code in (200, 400)
    assert polling(sid=sid).status_code == 400


def test_a_close_packet_ends_the_session_by_websocket():
    ws = Websocket()
    ws.hears()
    ws.says("1")
    ws.is_closed()


def test_a_session_moves_from_polling_to_a_websocket():
    sid = opens()["sid"]
    ws = Websocket(f"EIO=4&transport=websocket&sid={sid}")
    assert ws.status == 101
    ws.says("2probe")
    assert ws.hears() == "3probe"
    ws.says("5")
    ws.says("40")
    assert ws.until("40").startswith("40{")


def test_while_it_moves_what_waits_is_let_go_and_afterwards_polling_is_over():
    sid = opens()["sid"]
    ws = Websocket(f"EIO=4&transport=websocket&sid={sid}")
    ws.says("2probe")
    assert ws.hears() == "3probe"
    assert polling(sid=sid).text == "6"
    ws.says("5")
    ws.says("40")
    ws.until("40{")
    assert polling(sid=sid).status_code == 400


def test_a_websocket_for_a_session_that_has_one_is_let_go():
    ws = Websocket()
    sid = json.loads(ws.hears()[1:])["sid"]
    Websocket(f"EIO=4&transport=websocket&sid={sid}").is_closed()
    ws.says("40")
    assert ws.until("40").startswith("40{"), "the first one goes on"


def connects():
    """A socket of the namespace /, whose id comes back with it."""
    ws = Websocket()
    ws.hears()
    ws.says("40")
    return ws, json.loads(ws.until("40")[2:])["sid"]


def test_a_namespace_answers_with_an_id():
    # The suite wants one that is not the session's; socketioxide gives the same. Whoever has it has the session anyway.
    _, sid = connects()
    assert isinstance(sid, str) and sid


def test_a_namespace_that_nobody_knows_is_an_error():
    ws = Websocket()
    ws.hears()
    ws.says("40/random,")
    assert json.loads(ws.until("44/random,")[10:])["message"]


def test_a_session_that_joins_no_namespace_is_closed():
    ws = Websocket()
    ws.hears()
    ws.is_closed()


def test_an_event_that_asks_for_an_answer_gets_the_one_with_its_number():
    ws, _ = connects()
    for number in (0, 456, 7):
        ws.says(f'42{number}["join",{{"poll_code":"{HOUSE.code_for("GET")}"}}]')
        assert json.loads(ws.until(f"43{number}[")[len(f"43{number}") :])[0]["ok"] is True


def test_an_event_that_nobody_knows_changes_nothing():
    ws, _ = connects()
    ws.says('42["nobody knows this",1]')
    ws.says(f'421["join",{{"poll_code":"{HOUSE.code_for("GET")}"}}]')
    assert '"ok":true' in ws.until("431")


@pytest.mark.parametrize("packet", ["4abc", "42{}", '42[]', '42"abc"', "42[{}]", "4", "45"])
def test_what_is_no_packet_of_socket_io_closes_the_session(packet):
    ws, _ = connects()
    ws.says(packet)
    ws.is_closed()


def test_a_client_leaves_a_namespace():
    ws, _ = connects()
    ws.says("41")
    ws.is_closed()
