"""Talks to the web process of this copy with its internal token."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

import httpx

from foundation.errors import HotlineError, Unavailable
from foundation.settings import Settings
from hotline.setup.secrets import read_secret

AGAIN_SECONDS = 10.0
PAUSE_SECONDS = 0.5


class Refused(HotlineError):
    """The web process refused; its own sentence."""

    code = "refused"


class Client:
    """Use it as ``with Client(settings) as client``."""

    def __init__(self, settings: Settings) -> None:
        token = read_secret(settings.var, "internal_token")
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{settings.http_port}",
            headers={"authorization": f"Bearer {token}"},
            timeout=20,
            trust_env=False,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str) -> Any:
        """Return the JSON of a page."""
        return self.send("GET", path, None)

    def post(self, path: str, body: Any) -> Any:
        """Send JSON and return the answer's."""
        return self.send("POST", path, body)

    def send(self, method: str, path: str, body: Any) -> Any:
        """Send a request and return the JSON of the answer.

        What is refused for the moment, with nothing changed, is sent again for ten seconds, as a page does.

        Raises:
            Unavailable: nobody answers. Refused: the answer is an error.
        """
        until = time.monotonic() + AGAIN_SECONDS
        while True:
            answer = self._ask(method, path, body)
            if answer.status_code < 400:
                return answer.json()
            try:
                said = answer.json()
            except ValueError:
                said = {}
            if answer.status_code == 503 and said.get("retryable") and time.monotonic() < until:
                time.sleep(PAUSE_SECONDS)
                continue
            raise Refused(f"{answer.status_code}: {said.get('title') or answer.text[:200]}")

    def _ask(self, method: str, path: str, body: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise Unavailable(
                f"the hotline does not answer ({type(error).__name__}): is `make run` running? See `hotline doctor`"
            ) from error
