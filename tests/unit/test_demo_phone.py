"""The demonstration's phones without a switch: messages, digests, G.711, audio between two ends."""

import asyncio
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.demo import g711, sip
from hotline.demo.rtp import RtpEndpoint, RtpProblem, load_wav
from hotline.demo.user_agent import UserAgent

INVITE = (
    b"INVITE sip:1001p@127.0.0.1 SIP/2.0\r\nv: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKone\r\n"
    b"f: <sip:12345@127.0.0.1>;tag=a\r\nt: <sip:1001p@127.0.0.1>\r\ni: call-1\r\nCSeq: 7 INVITE\r\n"
    b"m: <sip:asterisk@127.0.0.1:5060>\r\nl: 0\r\n\r\n"
)


def test_compact_headers_are_read() -> None:
    message = sip.parse(INVITE)
    assert (message.method, message.cseq, message.call_id, message.branch) == ("INVITE", 7, "call-1", "z9hG4bKone")
    assert sip.uri_of(message.header("contact")) == "sip:asterisk@127.0.0.1:5060"
    answer = sip.parse(sip.response(message, 180, "Ringing", "b").encode())
    assert (answer.status, answer.method, sip.tag_of(answer.header("to"))) == (180, "INVITE", "b")


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=40).map(lambda tail: INVITE[:-4] + b"\r\n" + tail)))
def test_whatever_arrives_is_a_message_or_a_syntax_error(data: bytes) -> None:
    try:
        message = sip.parse(data)
    except sip.SipSyntaxError:
        return
    assert message.call_id


def test_what_is_not_understood_is_visible() -> None:
    agent = UserAgent(("127.0.0.1", 5060), "1001p")
    agent.datagram_received(b"no SIP at all\r\n\r\n", ("127.0.0.1", 5060))
    agent.datagram_received(b"\r\n\r\n", ("127.0.0.1", 5060))
    assert agent.problems == ["neither request nor status line"]


def test_line_break_in_a_header_is_refused() -> None:
    with pytest.raises(sip.SipSyntaxError):
        sip.Message("OPTIONS sip:a SIP/2.0", (("From", "a\r\nEvil: b"),)).encode()


def test_digest_of_rfc_2617() -> None:
    challenge = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    answer = sip.authorization(
        challenge, method="GET", uri="/dir/index.html", user="Mufasa", password="Circle Of Life", cnonce="0a4f113b"
    )
    assert 'response="6629fae49393a05397450978507c4ef1"' in answer


def test_session_survives_the_wire() -> None:
    session = sip.Session("127.0.0.2", 4000, direction="sendonly")
    assert sip.parse_session(session.encode()) == session
    with pytest.raises(sip.SipSyntaxError):
        sip.parse_session(b"v=0\r\n")


@pytest.mark.parametrize("payload_type", [g711.PCMA, g711.PCMU])
def test_every_code_survives_both_ways(payload_type: int) -> None:
    values = g711.decode(bytes(range(256)), payload_type)
    assert np.array_equal(g711.decode(g711.encode(values, payload_type), payload_type), values)
    assert int(np.abs(g711.decode(g711.SILENCE[payload_type], payload_type)[0])) <= 8


async def test_words_and_keys_cross(tmp_path: Path) -> None:
    tone = (8000 * np.sin(np.arange(1600) * 2 * np.pi * 440 / 8000)).astype("<i2")
    with wave.open(str(tmp_path / "tone.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(tone.tobytes())
    here, there = await RtpEndpoint.open("127.0.0.1"), await RtpEndpoint.open("127.0.0.1")
    here.connect(("127.0.0.1", there.port), g711.PCMA, 101)
    there.connect(("127.0.0.1", here.port), g711.PCMA, 101)
    arrived = asyncio.Event()
    there.on_audio = arrived.set
    async with asyncio.timeout(5):
        pressed_at = await here.press("#")
        await here.say(tmp_path / "tone.wav")
        while there.loud_after(pressed_at) is None:
            arrived.clear()
            await arrived.wait()
    here.close()
    there.close()
    assert [key for _, key in there.keys_heard] == ["#"]
    there.save(tmp_path / "heard.wav")
    heard = load_wav(tmp_path / "heard.wav")
    assert int(np.abs(heard.astype(np.int32)).max()) > 7000
    assert len(heard) == round(there.heard_seconds * 8000)
    assert here.problems + there.problems == []


async def test_a_key_that_no_phone_has_is_refused() -> None:
    end = await RtpEndpoint.open("127.0.0.1")
    with pytest.raises(RtpProblem):
        await end.press("12")
    end.close()
