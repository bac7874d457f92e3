"""The shipped appeals as the citizen's page offers them."""

from __future__ import annotations

import wave

from agent_desktop.demonstration_api import Appeal
from hotline.demo.call import APPEALS, appeals


def appeals_of_page() -> list[Appeal]:
    """Return name, titles, length and address of each appeal."""
    found = []
    for entry in appeals():
        name = str(entry["name"])
        with wave.open(str(APPEALS / f"{name}.wav")) as file:
            seconds = round(file.getnframes() / file.getframerate(), 1)
        url = f"/api/v1/demonstration/appeals/{name}.wav"
        found.append(Appeal(name=name, title=entry["title"], title_en=entry["title_en"], seconds=seconds, url=url))
    return found
