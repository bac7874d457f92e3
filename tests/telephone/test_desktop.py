"""The desktop beside a real call: what the agent's socket tells, hold, a web process that dies, the recording."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from house import APPEALS, HotlineHouse
from switch_rig import until
from websockets.asyncio.client import ClientConnection, connect

from agent_desktop.access import COOKIE

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(180), pytest.mark.xdist_group("call_story")]

CODE = "1013"
WAIT_SECONDS = 30


class Desktop:
    """An agent's page without the page: logged in, with the socket."""

    def __init__(self, house: HotlineHouse, client: httpx.AsyncClient) -> None:
        self._house, self._client = house, client
        self._csrf = ""
        self.body: dict[str, Any] = {}

    async def log_in(self) -> None:
        """Log in as the demonstration's agent."""
        known = "SELECT count(*) FROM foundation_account WHERE name=?"
        await until(lambda: self._house.rows(known, CODE)[0][0], 1, "the demonstration's accounts are made")
        account = {"name": CODE, "password": f"demo-{CODE}"}
        answer = await self._client.post("/api/v1/session", json=account)
        assert answer.status_code == 200, answer.text
        self._csrf = answer.json()["csrf"]

    async def act(self, path: str, body: Any = None) -> Any:
        """Do something."""
        answer = await self._client.post(f"/api/v1{path}", json=body, headers={"x-csrf-token": self._csrf})
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask."""
        return await self._client.get(path, headers=headers)

    @contextlib.asynccontextmanager
    async def socket(self) -> AsyncIterator[ClientConnection]:
        """Open the socket; its snapshot is taken."""
        uri = f"ws://127.0.0.1:{self._house.settings.http_port}/api/v1/desk/socket"
        cookie = f"{COOKIE}={self._client.cookies[COOKIE]}"
        async with connect(uri, additional_headers={"cookie": cookie}, proxy=None, max_size=None) as connection:
            self.body = {}
            await self.until(connection, lambda body: bool(body), "the snapshot")
            yield connection

    async def until(self, connection: ClientConnection, seen: Callable[[dict[str, Any]], bool], what: str) -> None:
        """Take frames into `body`, as the page does, until `seen` is true of it."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while not seen(self.body):
                    frame = json.loads(await connection.recv())
                    if frame["type"] == "snapshot":
                        self.body = frame["body"]
                    elif frame["type"] == "words":
                        self.body["words"] = [*self.body["words"], *frame["body"]["utterances"]]
                    elif frame["type"] != "ping":
                        self.body[frame["type"]] = frame["body"]
        except TimeoutError:
            raise AssertionError(f"not seen: {what}; {self.body}") from None


def _call_is(state: str) -> Callable[[dict[str, Any]], bool]:
    return lambda body: bool(body["call"]) and body["call"]["state"] == state


async def test_the_agents_desktop_beside_a_real_call(house: HotlineHouse) -> None:
    base = f"http://127.0.0.1:{house.settings.http_port}"
    async with (
        house.switch.phone(CODE, None) as phone,
        house.citizen() as citizen,
        httpx.AsyncClient(base_url=base, timeout=30) as client,
    ):
        desktop = Desktop(house, client)
        await desktop.log_in()
        async with desktop.socket() as connection:
            assert (await desktop.act("/desk/login", {"phone": "p"}))["shown_state"] == "ready"
            await desktop.until(connection, lambda b: b["agent"] and b["agent"]["shown_state"] == "ready", "ready")
            await citizen.dial("12345", house.number(), keys=[(0.3, "1")])
            await desktop.until(connection, _call_is("ringing"), "the screen pop")
            assert desktop.body["call"]["menu_path"] == ["mandarin"]
            assert "****" in desktop.body["call"]["ani"]
            await phone.wait_ringing()
            await phone.answer()
            await desktop.until(connection, _call_is("talking"), "the talk")
            await citizen.say(APPEALS / "broken_street_lamp.wav")
            await desktop.until(connection, lambda b: bool(b["words"]), "words")
            await desktop.until(connection, lambda b: b["draft"] and b["draft"]["agent"] == CODE, "the draft")
            call = desktop.body["call"]
            await desktop.act(f"/desk/calls/{call['call_id']}/hold")
            await desktop.until(connection, _call_is("on_hold"), "the hold")
            await desktop.act(f"/desk/calls/{call['call_id']}/resume")
            await desktop.until(connection, _call_is("talking"), "the talk again")
        house.restart("web")
        await house.ready()
        async with desktop.socket() as connection:
            assert desktop.body["call"]["call_id"] == call["call_id"]
            assert desktop.body["call"]["state"] == "talking"
            assert desktop.body["words"]
            await desktop.act(f"/desk/calls/{call['call_id']}/hang-up")
            await desktop.until(connection, _call_is("ended"), "the end")
            draft = f"/desk/drafts/{call['contact_id']}"
            given = {"fields": {"kind": "complaint", "summary": "路灯坏了"}, "request_id": "one"}
            ticket = await desktop.act(f"{draft}/submit", given)
            assert (await desktop.act(f"{draft}/submit", given))["id"] == ticket["id"]
            await desktop.until(connection, lambda b: b["figures"]["tickets"] == 1, "the figures")
            await desktop.until(connection, lambda b: b["call"] is None, "an empty screen after wrap-up")
        await _recording(house, desktop, call["call_id"])
        await desktop.act("/desk/logoff")


async def _recording(house: HotlineHouse, desktop: Desktop, call_id: str) -> None:
    """The recording is heard by who talked, whole and in pieces."""

    async def state() -> str | None:
        lines = (await desktop.get("/api/v1/calls")).json()["calls"]
        found: dict[str, str | None] = {line["call_id"]: line["recording_state"] for line in lines}
        return found[call_id]

    await until(state, "verified", "the recording is checked", 60)
    grant = await desktop.act(f"/calls/{call_id}/listen", {})
    assert max(grant["peaks"]) > 0.05
    assert {leg["leg"] for leg in grant["legs"]} >= {"mixed", "caller", "to_caller"}
    piece = await desktop.get(grant["legs"][0]["url"], range="bytes=0-3")
    assert (piece.status_code, piece.content) == (206, b"RIFF")
    words = (await desktop.get(f"/api/v1/calls/{call_id}")).json()["transcript"]["utterances"]
    assert any(u["audio_seconds"] is not None for u in words)
