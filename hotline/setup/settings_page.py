"""Writes `docs/settings.md` from the settings themselves, so that the page never lags behind."""

import sys
from pathlib import Path

from pydantic.fields import FieldInfo

from foundation.settings import Settings
from hotline.setup.choices import SetupChoices

PAGE = Path("docs/settings.md")
_HEAD = """\
# Settings

Each is an environment variable, read when a process starts. Ports are on the loopback address. This page is written by
`make docs`.

| setting | default | what it is |
| --- | --- | --- |
"""


def settings_page() -> str:
    """Return the page."""
    fields: dict[str, FieldInfo] = dict(Settings.model_fields)
    fields |= {name: field for name, field in SetupChoices.model_fields.items() if name not in fields}
    return _HEAD + "".join(_row(name, field) for name, field in fields.items())


def _row(name: str, field: FieldInfo) -> str:
    default = field.default
    if isinstance(default, tuple):
        default = ",".join(str(part) for part in default)
    shown = "" if default is None or default == "" else f"`{default}`"
    return (
        f"| `HOTLINE_{name.upper()}` | {shown} | {(field.description or name.replace('_', ' ')).replace('|', '/')} |\n"
    )


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
    sys.exit(0)
