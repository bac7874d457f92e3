"""Settings that only setting up reads: which Asterisk, and where its private copy lies."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SetupChoices(BaseSettings):
    """`HOTLINE_ASTERISK`, `HOTLINE_ASTERISK_ROOT` and the state folder they fall back to."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", frozen=True, extra="ignore")

    asterisk: Literal["auto", "system", "private"] = Field(
        "auto", description="`system`, `private`, or `auto`: a system Asterisk >= 20 where there is one, else private"
    )
    asterisk_root: Path | None = Field(
        None, description="folder of the private Asterisk, which copies may share; empty = `asterisk-root` under var"
    )
    var: Path = Path("var")

    def asterisk_home(self) -> Path:
        """Return the folder that holds the private root and its apt state."""
        return (self.asterisk_root or self.var / "asterisk-root").expanduser().resolve()

    def private_root(self) -> Path:
        """Return the folder into which the private Asterisk's packages are unpacked."""
        return self.asterisk_home() / "root"
