"""The real Asterisk loads each variant of the configuration without a complaint and serves what it says."""

import asyncio
import ssl
from pathlib import Path

import pytest
from switch_rig import CARRIER, running_switch

from foundation.settings import Settings
from hotline.setup.certificate import ensure_certificate

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120)]

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: sip\r\n\r\n"
)


async def _upgraded(port: int, tls: ssl.SSLContext | None) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    writer.write(UPGRADE)
    answer = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode()
    writer.close()
    return answer


async def test_with_a_certificate_the_websocket_is_there_over_tls_only(tmp_path: Path) -> None:
    made = ensure_certificate(Settings(var=tmp_path, public_host="127.0.0.1"))
    trusted = ssl.create_default_context(cafile=made.certificate)
    # Of whoever comes without TLS; which of them, and how many, hangs on when he leaves.
    refused = (
        "tcptls.c: Unable to set up ssl connection",
        "iostream.c: Problem setting up ssl connection",
        "iostream.c: SSL_shutdown() failed",
    )
    with running_switch(tls=(made.certificate, made.key), expected=refused) as switch:
        assert switch.complaints() == [], "loaded without a complaint"
        assert (await _upgraded(switch.plan.sip_ws_port, trusted)).startswith("HTTP/1.1 101")
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await _upgraded(switch.plan.sip_ws_port, None)


async def test_a_demonstration_with_several_lines_and_carriers_loads_quietly() -> None:
    with running_switch(
        demonstration_secret="visitors-secret-of-the-tests",
        lines=("12345", "12329"),
        carriers=(CARRIER, "127.0.0.3:5070", "10.1.0.0/24"),
    ) as switch:
        assert switch.complaints() == [], "loaded without a complaint"
        async with switch.member("1001") as phone, switch.citizen() as citizen:
            await switch.wait_stale()
            await citizen.dial("12329", "13912340987")
            assert "12329" in (await phone.wait_answered()).shown_caller


async def _play_what_is_not_there() -> None:
    with running_switch() as switch:
        ami = await switch.ami()
        await ami.send(
            "Originate",
            ("Variable", "__ANNOUNCE_FILES=hotline/no_such_sound"),
            Channel="Local/s@hotline_announce_speak/n",
            Application="Wait",
            Data="1",
            Async="true",
        )
        await ami.wait_event("Hangup")
        await ami.close()


async def test_a_complaint_fails_the_test_that_had_the_switch() -> None:
    with pytest.raises(AssertionError, match="no_such_sound"):
        await _play_what_is_not_there()
