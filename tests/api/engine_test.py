"""Conformance to Engine.IO 4 and Socket.IO 5: the cases of the official test suites, written anew. Those suites need a server that
echoes messages; here the acknowledgement of `join` takes the place of the echo.

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
    """Checks the server's log for panics after the module's last test."""
    yield
    assert "panicked" not in HOUSE.log()


def get(**query):
    return requests.get(URL, params={"EIO": "4", "transport": "polling", **query}, timeout=PATIENCE)


def post(sid, body, **headers):
    query = {"EIO": "4", "transport": "polling", "sid": sid}
    return requests.post(URL, params=query, data=body, headers={"content-type": "text/plain", **headers}, timeout=PATIENCE)


def open_session():
    """Opens a session by polling; returns the content of its open packet."""
    answer = get()
    assert answer.status_code == 200 and answer.text[0] == "0"
    return json.loads(answer.text[1:])


JOIN = json.dumps(["join", {"poll_code": HOUSE.open_poll}])


def open_and_join():
    """Opens a session by polling that has joined a poll, because a session that has joined nothing is closed."""
    opened = open_session()
    sid = opened["sid"]
    assert post(sid, "40").text == "ok"
    assert get(sid=sid).text.startswith("40{")
    assert post(sid, f"421{JOIN}").text == "ok"
    return opened


def get_until_ping(sid):
    while "2" not in (packets := get(sid=sid)).text.split("\x1e"):
        assert packets.status_code == 200, packets.text


class Websocket:
    """A minimal WebSocket client (RFC 6455)."""

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
            head += self._receive_exactly(1)
        self.status = int(head.split()[1])

    def _receive_exactly(self, length):
        received = b""
        while len(received) < length:
            chunk = self._socket.recv(length - len(received))
            if not chunk:
                raise EOFError("the server closed the connection")
            received += chunk
        return received

    def send_text(self, text, opcode=1):
        data = text.encode()
        length = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
        self._socket.sendall(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + data)

    def receive_text(self):
        """The next text; raises `EOFError` once the server has closed the connection."""
        first, length = self._receive_exactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", self._receive_exactly(2))
        data = self._receive_exactly(length)
        if first & 15 == 8:
            raise EOFError("the server sent a close frame")
        return data.decode()

    def receive_until(self, start):
        while not (received := self.receive_text()).startswith(start):
            if received == "2":
                self.send_text("3")
        return received

    def join(self):
        """Joins a poll, because a session that has joined nothing is closed; returns the content of the open packet."""
        opened = json.loads(self.receive_text()[1:])
        self.send_text("40")
        self.receive_until("40{")
        self.send_text(f"421{JOIN}")
        return opened

    def receive_ping(self):
        while self.receive_text() != "2":
            pass

    def expect_close(self):
        with pytest.raises((EOFError, ConnectionError)):
            while True:
                self.receive_text()


def test_the_open_packet_by_polling_has_all_members():
    opened = open_session()
    assert set(opened) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
    assert isinstance(opened["sid"], str) and opened["sid"]
    assert opened["upgrades"] == ["websocket"]
    assert all(isinstance(opened[name], int) and opened[name] > 0 for name in ("pingInterval", "pingTimeout", "maxPayload"))


def test_the_open_packet_by_websocket_has_all_members_and_no_upgrades():
    opened = json.loads(Websocket().receive_text()[1:])
    assert set(opened) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
    assert opened["upgrades"] == []


@pytest.mark.parametrize("query", [{"EIO": None}, {"EIO": "abc"}, {"EIO": "3"}, {"transport": None}, {"transport": "abc"}])
def test_an_unknown_version_or_transport_is_refused(query):
    assert get(**query).status_code == 400


@pytest.mark.parametrize("query", ["transport=websocket", "EIO=abc&transport=websocket", "EIO=4", "EIO=4&transport=abc"])
def test_an_unknown_version_or_transport_is_refused_by_websocket(query):
    assert Websocket(query).status == 400


@pytest.mark.parametrize("sid", ["abc", "", "AAAAAAAAAAAAAAAA"])
def test_an_unknown_session_is_refused(sid):
    assert get(sid=sid).status_code == 400
    assert post(sid, "4abc").status_code == 400


def test_only_get_opens_a_session():
    for method in ("POST", "PUT", "DELETE"):
        answer = requests.request(method, URL, params={"EIO": "4", "transport": "polling"}, timeout=PATIENCE)
        assert answer.status_code == 400, method


def test_a_session_accepts_only_get_and_post():
    sid = open_session()["sid"]
    for method in ("PUT", "DELETE", "PATCH"):
        answer = requests.request(method, URL, params={"EIO": "4", "transport": "polling", "sid": sid}, timeout=PATIENCE)
        assert answer.status_code == 400, method


def test_a_post_is_acknowledged_and_may_contain_several_packets():
    sid = open_session()["sid"]
    assert (answer := post(sid, "40")).status_code == 200 and answer.text == "ok"
    assert get(sid=sid).text.startswith("40{")
    assert post(sid, f"421{JOIN}\x1e422{JOIN}").text == "ok"
    received = ""
    while "431" not in received or "432" not in received:
        received += get(sid=sid).text
    assert '"ok":true' in received


@pytest.mark.parametrize("body", ["abc", "4\x1eabc", "9"])
def test_a_malformed_packet_closes_the_session(body):
    sid = open_session()["sid"]
    assert post(sid, body).status_code == 400
    assert get(sid=sid).status_code == 400


def test_a_malformed_packet_closes_a_websocket():
    ws = Websocket()
    ws.receive_text()
    ws.send_text("abc")
    ws.expect_close()


def test_two_concurrent_gets_close_the_session():
    sid = open_session()["sid"]
    statuses = []
    threads = [Thread(target=lambda: statuses.append(get(sid=sid).status_code)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(statuses) == [200, 400]
    assert get(sid=sid).status_code == 400


def test_a_body_larger_than_max_payload_is_refused():
    opened = open_session()
    assert post(opened["sid"], "4" + "x" * opened["maxPayload"]).status_code in (400, 413)


def test_the_first_ping_comes_a_ping_interval_after_the_handshake_by_polling():
    began = time.monotonic()
    opened = open_and_join()
    get_until_ping(opened["sid"])
    waited = time.monotonic() - began
    assert waited * 1000 > opened["pingInterval"] * 0.9, f"the ping came after {waited} s"
    assert post(opened["sid"], "3").text == "ok"
    get_until_ping(opened["sid"])


def test_the_first_ping_comes_a_ping_interval_after_the_handshake_by_websocket():
    began = time.monotonic()
    ws = Websocket()
    opened = ws.join()
    ws.receive_ping()
    waited = time.monotonic() - began
    assert waited * 1000 > opened["pingInterval"] * 0.9, f"the ping came after {waited} s"
    ws.send_text("3")
    ws.receive_ping()


def test_no_packet_is_sent_between_the_handshake_and_the_namespace():
    # Repeated, because a race would let such a packet through only sometimes.
    for _ in range(50):
        ws = Websocket()
        assert ws.receive_text()[0] == "0"
        ws.send_text("40")
        assert ws.receive_text().startswith("40{"), "the next packet is the answer"
        ws.send_text("1")


def test_a_client_that_does_not_answer_pings_is_closed_by_polling():
    sid = open_and_join()["sid"]
    get_until_ping(sid)
    # Sends GET requests until the session ends.
    while get(sid=sid).status_code == 200:
        pass
    assert get(sid=sid).status_code == 400


def test_a_client_that_does_not_answer_pings_is_closed_by_websocket():
    ws = Websocket()
    ws.join()
    ws.receive_ping()
    ws.expect_close()


def test_a_close_packet_ends_the_session_by_polling():
    sid = open_session()["sid"]
    received = []
    thread = Thread(target=lambda: received.append(get(sid=sid)))
    thread.start()
    assert post(sid, "1").text == "ok"
    thread.join(PATIENCE)
    assert received[0].status_code in (200, 400)
    assert get(sid=sid).status_code == 400


def test_a_close_packet_ends_the_session_by_websocket():
    ws = Websocket()
    ws.receive_text()
    ws.send_text("1")
    ws.expect_close()


def test_a_session_moves_from_polling_to_a_websocket():
    sid = open_session()["sid"]
    ws = Websocket(f"EIO=4&transport=websocket&sid={sid}")
    assert ws.status == 101
    ws.send_text("2probe")
    assert ws.receive_text() == "3probe"
    ws.send_text("5")
    ws.send_text("40")
    assert ws.receive_until("40").startswith("40{")


def test_an_upgrade_ends_the_pending_get_and_polling_is_refused_afterwards():
    sid = open_session()["sid"]
    ws = Websocket(f"EIO=4&transport=websocket&sid={sid}")
    ws.send_text("2probe")
    assert ws.receive_text() == "3probe"
    assert get(sid=sid).text == "6"
    ws.send_text("5")
    ws.send_text("40")
    ws.receive_until("40{")
    assert get(sid=sid).status_code == 400


def test_a_second_websocket_for_a_session_is_closed():
    ws = Websocket()
    sid = json.loads(ws.receive_text()[1:])["sid"]
    Websocket(f"EIO=4&transport=websocket&sid={sid}").expect_close()
    ws.send_text("40")
    assert ws.receive_until("40").startswith("40{"), "the first one stays open"


def connect_namespace():
    """Connects to the namespace `/`; returns the socket and its id."""
    ws = Websocket()
    ws.receive_text()
    ws.send_text("40")
    return ws, json.loads(ws.receive_until("40")[2:])["sid"]


def test_a_namespace_answers_with_an_id():
    # The official suite requires an id other than the session's; socketioxide uses the same, which the client knows anyway.
    _, sid = connect_namespace()
    assert isinstance(sid, str) and sid


def test_an_unknown_namespace_is_an_error():
    ws = Websocket()
    ws.receive_text()
    ws.send_text("40/random,")
    assert json.loads(ws.receive_until("44/random,")[10:])["message"]


def test_a_session_that_joins_no_namespace_is_closed():
    ws = Websocket()
    ws.receive_text()
    ws.expect_close()


def test_an_acknowledgement_has_the_number_of_its_event():
    ws, _ = connect_namespace()
    for number in (0, 456, 7):
        ws.send_text(f'42{number}["join",{{"poll_code":"{HOUSE.open_poll}"}}]')
        assert json.loads(ws.receive_until(f"43{number}[")[len(f"43{number}") :])[0]["ok"] is True


def test_an_unknown_event_is_ignored():
    ws, _ = connect_namespace()
    ws.send_text('42["unknown event",1]')
    ws.send_text(f'421["join",{{"poll_code":"{HOUSE.open_poll}"}}]')
    assert '"ok":true' in ws.receive_until("431")


@pytest.mark.parametrize("packet", ["4abc", "42{}", '42[]', '42"abc"', "42[{}]", "4", "45"])
def test_a_malformed_socket_io_packet_closes_the_session(packet):
    ws, _ = connect_namespace()
    ws.send_text(packet)
    ws.expect_close()


def test_leaving_the_namespace_closes_the_session():
    ws, _ = connect_namespace()
    ws.send_text("41")
    ws.expect_close()
