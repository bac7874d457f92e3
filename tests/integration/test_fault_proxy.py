"""The proxies of the fault machine do what they say: a fault that does not happen would let every promise pass."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fault_machine.proxy import TcpProxy, UdpProxy


@contextmanager
def echo() -> Iterator[tuple[tuple[str, int], list[bytes]]]:
    """A TCP server that sends back what it gets; yields its address and everything that each connection sent."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        got = bytearray()
        with connection:
            try:
                while data := connection.recv(65536):
                    got += data
                    connection.sendall(data)
            except OSError:
                pass
        heard.append(bytes(got))

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname(), heard
    finally:
        server.close()


def answer(near: socket.socket, size: int) -> bytes:
    got = bytearray()
    while len(got) < size and (data := near.recv(size - len(got))):
        got += data
    return bytes(got)


def refused(near: socket.socket) -> bool:
    try:
        near.sendall(b"two")
        return near.recv(1) == b""
    except ConnectionError:
        return True


def test_everything_passes_whole_and_in_order_however_it_is_split_and_delayed() -> None:
    text = "路灯坏了，麻烦派人来修。".encode() * 500
    with echo() as (target, _), TcpProxy(target, seed=7) as proxy:
        with socket.create_connection(proxy.address, timeout=20) as near:
            proxy.split(3)
            threading.Thread(target=near.sendall, args=(text,), daemon=True).start()
            assert answer(near, len(text)) == text
            proxy.heal()
            proxy.delay(0.05)
            began = time.monotonic()
            near.sendall(b"late")
            assert answer(near, 4) == b"late"
            assert time.monotonic() - began >= 0.1  # once each way
        assert proxy.passed == 2 * (len(text) + 4)


@pytest.mark.parametrize("way", [{"up": False}, {"down": False}, {}], ids=["down", "up", "both"])
def test_a_stalled_connection_is_silent_and_stands_and_goes_on_when_healed(way: dict[str, bool]) -> None:
    with echo() as (target, _), TcpProxy(target) as proxy, socket.create_connection(proxy.address, timeout=0.3) as near:
        proxy.stall(**way)
        near.sendall(b"held")
        with pytest.raises(TimeoutError):
            near.recv(4)
        proxy.heal()
        near.settimeout(10)
        assert answer(near, 4) == b"held"


def test_a_cut_resets_and_a_refusal_lasts_until_it_is_healed() -> None:
    with echo() as (target, _), TcpProxy(target) as proxy:
        with socket.create_connection(proxy.address, timeout=10) as near:
            near.sendall(b"one")
            assert answer(near, 3) == b"one"
            proxy.cut()
            with pytest.raises(ConnectionResetError):
                assert near.recv(1) != b""
        proxy.refuse()
        with socket.create_connection(proxy.address, timeout=10) as near:
            assert refused(near)
        proxy.heal()
        with socket.create_connection(proxy.address, timeout=10) as near:
            near.sendall(b"three")
            assert answer(near, 5) == b"three"


def test_a_doubled_connection_is_heard_twice_and_answered_once() -> None:
    with echo() as (target, heard), TcpProxy(target) as proxy:
        proxy.double()
        with socket.create_connection(proxy.address, timeout=10) as near:
            near.sendall(b"POST")
            near.shutdown(socket.SHUT_WR)
            assert answer(near, 10) == b"POST"
        deadline = time.monotonic() + 10
        while len(heard) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert heard == [b"POST", b"POST"]


def test_datagrams_are_lost_doubled_and_overtaken_by_share() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near,
    ):
        far.bind(("127.0.0.1", 0))
        far.settimeout(5)
        near.settimeout(5)
        with UdpProxy(far.getsockname(), seed=3) as proxy:
            where = ("127.0.0.1", proxy.port)
            near.sendto(b"ask", where)
            data, sender = far.recvfrom(99)
            far.sendto(b"answer", sender)
            assert (data, near.recv(99)) == (b"ask", b"answer")
            proxy.double(1.0)
            near.sendto(b"twice", where)
            assert [far.recv(99), far.recv(99)] == [b"twice", b"twice"]
            proxy.heal()
            proxy.delay(0.2)
            near.sendto(b"slow", where)
            deadline = time.monotonic() + 5
            while not proxy.delayed and time.monotonic() < deadline:
                time.sleep(0.005)
            proxy.heal()
            near.sendto(b"fast", where)
            assert [far.recv(99), far.recv(99)] == [b"fast", b"slow"]
            proxy.lose(0.5)
            for number in range(200):
                near.sendto(b"%d" % number, where)
            deadline = time.monotonic() + 5
            while proxy.lost + proxy.passed < 206 and time.monotonic() < deadline:
                time.sleep(0.01)
            assert 60 < proxy.lost < 140
