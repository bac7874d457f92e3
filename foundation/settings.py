"""All settings of the product, read from ``HOTLINE_*`` environment variables."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from foundation.disk import MEGABYTE, DiskLimits


class Settings(BaseSettings):
    """Settings of one copy of the hotline; each field is ``HOTLINE_<FIELD>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", extra="ignore")

    var: Path = Field(Path("var"), description="folder of all state; a second copy uses another one")
    node: str = Field("node1", pattern=r"^[a-z0-9_]{1,32}$", description="name of the Asterisk node")
    region: str = Field("440100", pattern=r"^\d{6}$", description="GB/T 2260 code: prior for places, ticket numbers")
    database_url: str = Field("", description="SQLAlchemy URL; empty = SQLite under var/")
    redis_url: str = Field("", description="empty = the private Redis on redis_port; 'none' = without")
    http_port: int = 8000
    http_bind: str = Field(
        "127.0.0.1",
        description="address of the pages over TLS, once public_host is set; 0.0.0.0 lets other machines in. "
        "Plain HTTP is on the loopback always",
    )
    public_host: str = Field(
        "",
        pattern=r"^[A-Za-z0-9.:-]{0,253}$",
        description="name or address in the browser's address bar; set = HTTPS and WSS with a certificate made once",
    )
    https_port: int = Field(8443, description="the pages over TLS on http_bind, once public_host is set")
    demonstration: bool | None = Field(
        None, description="citizen page and demonstration accounts; empty = only while public_host is empty"
    )
    session_idle_seconds: int = Field(1800, ge=30, description="a session without any act of its person ends")
    session_hours: float = Field(12.0, gt=0, le=24, description="a session ends after this, whatever is done")
    controller_port: int = Field(8010, description="internal interface of the owner, loopback")
    controller_count: int = Field(1, ge=1, le=4, description="owner and standbys on this machine")
    sip_bind: str = Field("127.0.0.1", description="address of SIP and RTP; 0.0.0.0 lets a carrier and phones in")
    sip_port: int = 5070
    sip_ws_port: int = 8088
    ami_port: int = 5038
    ami_host: str = "127.0.0.1"
    redis_port: int = 6399
    rtp_ports: str = Field("20000-20999", pattern=r"^\d+-\d+$")
    speech_port: int = Field(9092, description="AudioSocket of the speech process")
    speech_engine: str = Field("whisper", pattern="^(whisper|vosk|fake|none)$")
    speech_model: str = Field("", description="folder of the model; empty = var/models/whisper-base")
    speech_engines: str = Field(
        "",
        max_length=1000,
        description="other recognisers by language: ko=vosk:/folder,yue=name; empty = Mandarin alone",
    )
    prefill_plugin: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_.-]{0,64}$",
        description="another's pre-fill behind the rules, by its entry point; empty = none",
    )
    speech_workers: int = Field(1, ge=1, le=64, description="recogniser processes for each language")
    speech_worker_megabytes: int = Field(2048, ge=0, description="memory above which one is replaced; 0 = none")
    speech_address: str = Field(
        "",
        pattern=r"^([A-Za-z0-9.-]+)?$",
        description="where Asterisk reaches this host's speech process; empty = 127.0.0.1",
    )
    survey_enabled: bool = Field(True, description="ask callers how satisfied they are after their agent has hung up")
    synthesis_command: str = Field(
        "",
        max_length=500,
        description="engine that speaks prompts: words on standard input, a recording on standard output, `{language}` "
        "is zh, yue or en; empty = recordings are uploaded",
    )
    tap_limit: int = Field(10, ge=0, description="live taps at once; beyond it words come after the call")
    trunk_addresses: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.2",)
    lines: Annotated[tuple[str, ...], NoDecode] = ("12345",)
    agents: Annotated[tuple[str, ...], NoDecode] = Field(
        ("1001", "1002", "1003", "1004", "1005"),
        description="codes of the agents and supervisors whose phones the switch knows",
    )
    ticket_service_url: str = Field("", description="empty = the built-in one on http_port")
    attachment_scan_command: str = Field(
        "",
        max_length=500,
        description="scanner of files that are added to tickets: the file on standard input, status 0 clean, "
        "1 harmful; empty = nothing scans",
    )
    greeting_seconds: float = Field(
        8.0, ge=0, le=60, description="whoever hangs up so soon after entering the line is in no share of it"
    )
    show_listeners: bool = Field(True, description="an agent sees which supervisor is on his call")
    alarm_hook_url: str = Field("", description="where alarms are posted, signed; empty = nowhere")
    menu_enabled: bool = Field(True, description="false: callers go to the queue without a menu")
    ring_seconds: int = Field(15, ge=1)
    wrap_up_seconds: int = Field(30, ge=0)
    wrap_up_extension_seconds: int = Field(
        60, ge=0, description="an agent may make the wrap-up of a call longer once, by at most this; 0 = not"
    )
    lease_seconds: float = Field(9.0, gt=0, description="life of the owner's lease; a standby takes over after it")
    switch_file_megabytes: int = Field(
        16, ge=1, le=1024, description="CEL, queue_log and messages of Asterisk are begun anew beyond this size"
    )
    switch_files_kept: int = Field(8, ge=1, le=99, description="older parts kept of each of those files")
    disk_low_mb: int = Field(5000, ge=0, description="free MiB at HOTLINE_VAR below which everybody is warned")
    disk_full_mb: int = Field(1000, ge=0, description="free MiB at HOTLINE_VAR below which calls are not recorded")
    disk_reserve_mb: int = Field(256, ge=0, description="MiB kept in HOTLINE_VAR/reserve, given back then; 0 = none")
    worker_metrics_port: int = Field(8020, description="metrics of the worker on the loopback; 0 = none")
    speech_metrics_port: int = Field(8021, description="metrics of the speech process on the loopback; 0 = none")
    log_level: str = "INFO"

    @field_validator("trunk_addresses", "lines", "agents", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("var", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def disk_limits(self) -> DiskLimits:
        """Free bytes at the state folder below which something is done, and how many are kept in reserve."""
        return DiskLimits(self.disk_low_mb * MEGABYTE, self.disk_full_mb * MEGABYTE, self.disk_reserve_mb * MEGABYTE)

    @property
    def is_demonstration(self) -> bool:
        """Whether demonstration accounts and the citizen page exist."""
        return not self.public_host if self.demonstration is None else self.demonstration

    @property
    def tls(self) -> bool:
        """Whether pages and phones are served over TLS."""
        return bool(self.public_host)

    @property
    def database(self) -> str:
        """SQLAlchemy URL in force."""
        return self.database_url or f"sqlite+aiosqlite:///{self.var / 'hotline.sqlite3'}"

    @property
    def redis(self) -> str | None:
        """Redis URL in force, ``None`` when the operator runs without."""
        if self.redis_url == "none":
            return None
        return self.redis_url or f"redis://127.0.0.1:{self.redis_port}/0"

    @property
    def ticket_service(self) -> str:
        """Base URL of the ticket contract."""
        return self.ticket_service_url or f"http://127.0.0.1:{self.http_port}/ticket-service/v1"

    @property
    def model_folder(self) -> Path:
        """Folder of the recogniser's model."""
        return Path(self.speech_model) if self.speech_model else self.var / "models" / "whisper-base"

    @cached_property
    def rtp_range(self) -> tuple[int, int]:
        """First and last RTP port."""
        first, last = self.rtp_ports.split("-")
        return int(first), int(last)
