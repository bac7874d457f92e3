"""Bytes of AMI to messages, however they are cut."""

from __future__ import annotations

import itertools
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.ami.framing import LIMIT, AmiMessage, Framer, FramingError

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
STREAM = (
    GREETING
    + b"Response: Success\r\nActionID: h1\r\nMessage: Authentication accepted\r\n\r\n"
    + "Event: Newchannel\r\nCallerIDName: 王小明\r\nUniqueid: node1-1795400000.1\r\n\r\n".encode()
    + b"Event: Status\r\nVariable: LINE=12345\r\nVariable: IN_MENU=1\r\n\r\n"
    + b"Event: AsyncAGIExec\r\nResult: "
    + quote("200 result=1 (广州市)\n").encode()
    + b"\r\n\r\n"
)


def texts(messages: list[AmiMessage]) -> list[dict[str, list[str]]]:
    return [{name: message.all(name) for name in message} for message in messages]


WHOLE = texts(Framer().feed(STREAM))


@given(st.lists(st.integers(0, len(STREAM)), max_size=40))
def test_switch_2_1_any_chunking_gives_the_same_messages(cuts: list[int]) -> None:
    """SWITCH 2.1: a character cut by a chunk border stays whole."""
    framer = Framer()
    borders = [0, *sorted(cuts), len(STREAM)]
    got = [m for a, b in itertools.pairwise(borders) for m in framer.feed(STREAM[a:b])]
    assert texts(got) == WHOLE
    assert framer.encoding_errors == 0


def test_switch_2_1_a_chinese_character_survives_every_border() -> None:
    framer = Framer()
    got = [message for byte in STREAM for message in framer.feed(bytes([byte]))]
    assert got[1]["calleridname"] == "王小明"
    assert got[3]["Result"] == "200 result=1 (广州市)\n"


def test_headers_compare_without_case_and_repeat_in_order() -> None:
    status = Framer().feed(STREAM)[2]
    assert status["VARIABLE"] == "LINE=12345"
    assert status.all("variable") == ["LINE=12345", "IN_MENU=1"]
    assert "vAriAble" in status
    assert status.get("nothing", "") == ""


def test_bytes_that_are_no_utf8_are_replaced_and_counted() -> None:
    framer = Framer()
    [message] = framer.feed(GREETING + b"Event: Newchannel\r\nCallerIDName: \xff\xfe\r\nUniqueid: 1\r\n\r\n")
    assert framer.encoding_errors == 1
    assert message["calleridname"] == "\ufffd\ufffd"
    assert message["uniqueid"] == "1"


def test_a_message_without_end_is_refused_beyond_a_mebibyte() -> None:
    framer = Framer()
    framer.feed(GREETING + b"Event: X\r\nValue: " + b"a" * (LIMIT - 100))
    with pytest.raises(FramingError, match="1 MiB"):
        framer.feed(b"a" * 200)


@pytest.mark.parametrize("data", [b"HTTP/1.1 400 Bad Request\r\n", b"x" * 300, b"SSH-2.0-OpenSSH\r\n"])
def test_another_protocol_is_refused(data: bytes) -> None:
    with pytest.raises(FramingError, match="greeting"):
        Framer().feed(data)


def test_a_block_that_is_neither_response_nor_event_is_passed_over() -> None:
    assert Framer().feed(GREETING + b"Stray: line\r\n\r\n\r\n\r\nEvent: A\r\n\r\n")[-1].name == "A"


def test_percent_signs_of_other_messages_stay() -> None:
    [message] = Framer().feed(GREETING + b"Event: UserEvent\r\nResult: 50%25\r\n\r\n")
    assert message["result"] == "50%25"


def test_the_text_of_a_message_for_logs_holds_no_value() -> None:
    assert "13800138000" not in repr(AmiMessage.of(Event="Newchannel", CallerIDNum="13800138000"))


@given(st.binary(max_size=2000))
def test_garbage_raises_nothing_else(data: bytes) -> None:
    framer = Framer()
    framer.feed(GREETING)
    framer.feed(data)
    framer.feed(b"\r\n\r\n")
