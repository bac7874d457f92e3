"""Talks to the web process of this copy with its internal token."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import httpx

from foundation.errors import HotlineError, Unavailable
from foundation.settings import Settings
from hotline.setup.secrets import read_secret


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

        Raises:
            Unavailable: nobody answers. Refused: the answer is an error.
        """
        try:
            answer = self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise Unavailable(
                f"the hotline does not answer ({type(error).__name__}): is `make run` running? See `hotline doctor`"
            ) from error
        if answer.status_code >= 400:
            try:
                title = answer.json().get("title") or answer.text[:200]
            except ValueError:
                title = answer.text[:200]
            raise Refused(f"{answer.status_code}: {title}")
        return answer.json()
