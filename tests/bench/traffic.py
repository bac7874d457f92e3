"""A long AMI stream made of one recorded call: every byte as Asterisk sends it, ids and names of each call its own.

`one_call.ami` was read with the controller's account while a citizen went through the menu, waited, talked to an agent
and hung up, with live taps; the number in it is invented.
"""

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

CAPTURE = Path(__file__).parent / "one_call.ami"
END = b"\r\n\r\n"
_ID = re.compile(rb"node1-(\d+)\.(\d+)")
_CHANNEL = re.compile(rb"(PJSIP/trunk|PJSIP/1001p|Local/s@\w+)-([0-9a-f]{8})")
_BRIDGE = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CALLER = b"19900010001"


def one_call() -> tuple[bytes, list[bytes]]:
    """Return the greeting line and the events of the call, each with the empty line that ends it."""
    greeting, _, rest = CAPTURE.read_bytes().partition(b"\r\n")
    messages = [message + END for message in rest.split(END) if message.startswith(b"Event: ")]
    return greeting + b"\r\n", [m for m in messages if not m.startswith(b"Event: FullyBooted")]


def traffic(calls: int, at_once: int) -> tuple[bytes, int]:
    """Return the bytes of `calls` calls, up to `at_once` of them under way, and how many events they hold."""
    chance = random.Random(calls)
    greeting, events = one_call()
    waiting = iter(range(calls))
    going = [_events_of(number, events) for number in islice(waiting, at_once)]
    stream = [greeting]
    while going:
        place = chance.randrange(len(going))
        event = next(going[place], None)
        if event is not None:
            stream.append(event)
            continue
        following = next(waiting, None)
        if following is None:
            del going[place]
        else:
            going[place] = _events_of(following, events)
    return b"".join(stream), len(stream) - 1


def chunks(stream: bytes, size: int) -> list[bytes]:
    """Cut a stream as a socket would, into pieces of `size`."""
    return [stream[start : start + size] for start in range(0, len(stream), size)]


def _events_of(number: int, events: list[bytes]) -> Iterator[bytes]:
    bridge = b"%08x-0000-4000-8000-%012x" % (number, number)

    def unique(found: re.Match[bytes]) -> bytes:
        return b"node1-%d.%d" % (int(found[1]) + number // 50, int(found[2]) + 100 * number)

    def channel(found: re.Match[bytes]) -> bytes:
        return b"%s-%08x" % (found[1], int(found[2], 16) + 100 * number)

    caller = b"199%08d" % (number % 10**8)
    for event in events:
        named = _CHANNEL.sub(channel, _BRIDGE.sub(bridge, event))
        yield _ID.sub(unique, named).replace(_CALLER, caller)
