"""Tables of prompts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class PromptAudioRow(Base):
    """A recording that a prompt has or had, as the WAV file that Asterisk plays; never changed."""

    __tablename__ = "ivr_prompt_audio"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    wav: Mapped[bytes] = mapped_column(LargeBinary)
    seconds: Mapped[float] = mapped_column(Float)
    made_at: Mapped[datetime]
