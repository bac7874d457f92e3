"""AudioSocket framing: any chunking gives the same frames, nonsense is refused."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audiosocket_protocol import (
    AUDIO_RATES,
    AudioFrame,
    Decoder,
    Frame,
    HungUp,
    Key,
    Opened,
    PeerError,
    ProtocolError,
    encode,
)

TAP = UUID("018f3c1e-7b1a-7c3d-9e55-0123456789ab")

_later_frames = st.one_of(
    st.builds(
        AudioFrame,
        st.binary(max_size=800).map(lambda pcm: pcm[: len(pcm) // 2 * 2]),
        st.sampled_from(sorted(AUDIO_RATES.values())),
    ),
    st.builds(Key, st.sampled_from("0123456789*#ABCD")),
    st.builds(PeerError, st.binary(max_size=3)),
)


@given(later=st.lists(_later_frames, max_size=12), ends=st.booleans(), cuts=st.lists(st.integers(0, 4000), max_size=30))
def test_every_chunking_gives_the_same_frames(later: list[Frame], ends: bool, cuts: list[int]) -> None:
    sent: list[Frame] = [Opened(TAP), *later, *([HungUp()] if ends else [])]
    stream = b"".join(encode(frame) for frame in sent)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    decoder = Decoder()
    received: list[Frame] = []
    for start, end in pairwise(edges):
        received += decoder.receive(stream[start:end])
    assert received == sent
    assert decoder.pending_bytes == 0


@given(junk=st.binary(min_size=1, max_size=600))
def test_arbitrary_bytes_give_frames_or_the_typed_error(junk: bytes) -> None:
    decoder = Decoder()
    refused = False
    for at in range(0, len(junk), 7):
        try:
            frames = decoder.receive(junk[at : at + 7])
        except ProtocolError:
            refused = True
        else:
            assert not (refused and frames)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"\x01\x00\x0f", "UUID of 15 bytes"),
        (b"\x10\x00\x02ab", "before the UUID"),
        (b"\x03\x00\x011", "before the UUID"),
        (encode(Opened(TAP)) * 2, "second UUID"),
        (encode(Opened(TAP)) + b"\x10\x00\x03", "whole number of samples"),
        (encode(Opened(TAP)) + b"\x03\x00\x02", "a key of 2 bytes"),
        (encode(Opened(TAP)) + b"\x03\x00\x01\xe4", "a key that no telephone has"),
        (encode(Opened(TAP)) + b"\x00\x00\x01", "a hang-up with 1 bytes"),
        (encode(Opened(TAP)) + b"\x42\x00\x00", "unknown kind 0x42"),
        (b"GET / HTTP/1.1\r\n", "unknown kind 0x47"),
    ],
)
def test_nonsense_is_refused_by_name(sent: bytes, says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        Decoder().receive(sent)


def test_a_bad_header_is_refused_before_its_payload_arrives() -> None:
    decoder = Decoder()
    decoder.receive(encode(Opened(TAP)))
    with pytest.raises(ProtocolError) as refused:
        decoder.receive(encode(Key("5")) + b"\x77\xff\xff")
    assert refused.value.frames == (Key("5"),)


def test_nothing_is_taken_after_the_hang_up() -> None:
    decoder = Decoder()
    assert decoder.receive(encode(Opened(TAP)) + b"\x00\x00\x00" + b"\x42\x42\x42") == [Opened(TAP), HungUp()]
    assert decoder.receive(b"\x10\x00\x02ab") == []


def test_pending_bytes_tell_a_cut_frame() -> None:
    decoder = Decoder()
    decoder.receive(encode(Opened(TAP)) + b"\x10\x01\x40abc")
    assert decoder.pending_bytes == 6
