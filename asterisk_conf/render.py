"""Renders Asterisk's configuration from one frozen plan; the same plan gives the same bytes.

Every value is checked when the plan is made, so no value can open a new line, section or option (SWITCH section 8).
"""

import ipaddress
import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

_HERE = Path(__file__).resolve().parent
SOUNDS = _HERE / "sounds"
"""Sounds that ship: `<language>/<name>.wav` and `moh/`."""

LANGUAGES = ("zh", "en", "yue")
SOCKET_PATH_LIMIT = 107
"""Bytes of a UNIX socket's path without its closing zero."""

MODULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Timing and the dialplan's reader.", ("res_timing_timerfd", "pbx_config")),
    ("Where PJSIP keeps its objects.", ("res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb")),
    ("Encryption of browsers' audio, and its negotiation.", ("res_crypto", "res_srtp", "res_http_websocket")),
    (
        "RTP and the SIP library; chan_pjsip does not load without pubsub.",
        ("res_rtp_asterisk", "res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_pubsub"),
    ),
    (
        "SIP: audio, registration, authentication, identification, keys by INFO, NAT, reasons of hang-up.",
        (
            "res_pjsip_sdp_rtp",
            "res_pjsip_registrar",
            "res_pjsip_authenticator_digest",
            "res_pjsip_outbound_authenticator_digest",
            "res_pjsip_endpoint_identifier_ip",
            "res_pjsip_endpoint_identifier_user",
            "res_pjsip_caller_id",
            "res_pjsip_dtmf_info",
            "res_pjsip_nat",
            "res_pjsip_rfc3326",
            "res_pjsip_dlg_options",
            "res_pjsip_empty_info",
            "res_pjsip_header_funcs",
            "res_pjsip_transport_websocket",
            "chan_pjsip",
        ),
    ),
    ("How channels are joined.", ("bridge_simple", "bridge_native_rtp", "bridge_softmix", "bridge_holding")),
    (
        "Codecs and what stands between them.",
        ("codec_ulaw", "codec_alaw", "codec_a_mu", "codec_resample", "codec_opus_open_source", "res_format_attr_opus"),
    ),
    ("Sound files.", ("format_wav", "format_pcm", "format_sln", "res_musiconhold")),
    (
        "Applications of the dialplan and the controller.",
        (
            "app_queue",
            "app_dial",
            "app_stack",
            "app_read",
            "app_record",
            "app_playback",
            "app_controlplayback",
            "app_userevent",
            "app_celgenuserevent",
            "app_mixmonitor",
            "app_chanspy",
            "app_confbridge",
            "app_bridgewait",
            "app_channelredirect",
            "app_originate",
            "app_dial",
            "app_echo",
            "app_exec",
            "app_stack",
            "app_record",
            "res_audiosocket",
            "app_audiosocket",
            "res_speech",  # res_agi does not load without it
            "res_agi",
            "res_clioriginate",
        ),
    ),
    (
        "Functions of the dialplan.",
        (
            "func_callerid",
            "func_channel",
            "func_cut",
            "func_db",
            "func_devstate",
            "func_global",
            "func_groupcount",
            "func_logic",
            "func_math",
            "func_strings",
            "func_timeout",
        ),
    ),
    ("The second source of facts.", ("res_cdrel_custom", "cel_custom")),
)
"""What is loaded, by name, with the reason."""

UNREAD_EVENTS = (
    "RTCPSent",
    "RTCPReceived",
    "ChannelTalkingStart",
    "ChannelTalkingStop",
    "MusicOnHoldStart",
    "MusicOnHoldStop",
    "DTMFBegin",
    "SuccessfulAuth",
    "ChallengeSent",
)
"""Events that `hotline_calls` is not sent."""

_CODE = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{8,128}")
_LINE = re.compile(r"[0-9]{1,20}")
_PATH = re.compile(r"/[A-Za-z0-9_./+@=-]*")
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")

_DOCUMENTATION = (
    "/usr/share/asterisk",
    "/usr/local/share/asterisk",
    "/var/lib/asterisk",
    "/usr/local/var/lib/asterisk",
)
_BANNER = "Rendered from asterisk_conf/templates: changes made here are lost at the next start."
_WRITTEN_ONCE = ("queues.conf", "queuerules.conf")
_DIRECTORIES = (
    "etc",
    "lib",
    "db",
    "keys/keys",
    "agi-bin",
    "spool",
    "run",
    "log",
    "log/cel-custom",
    "sounds",
    "moh",
    "sbin",
)


class PlanRefused(ValueError):
    """A value cannot be written into Asterisk's configuration; the text names it without repeating a secret."""


@dataclass(frozen=True)
class AgentEndpoint:
    """One agent's two endpoints: `<code>w` for the browser, `<code>p` for a SIP phone."""

    code: str
    web_secret: str = field(repr=False)
    phone_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        # One byte is kept for the w or p that follows.
        _check(self.code, _CODE, "agent code")
        if len(self.code) > 31:
            raise PlanRefused(f"agent code {self.code!r} is longer than 31")
        _check_secret(self.web_secret, f"web secret of agent {self.code}")
        _check_secret(self.phone_secret, f"phone secret of agent {self.code}")


@dataclass(frozen=True)
class SwitchPlan:
    """All that the configuration depends on.

    `var` is the state folder: Asterisk's part is `var/asterisk`, recordings in progress are in
    `var/recordings/incoming`.
    `root` is where a private Asterisk was unpacked; `None` means the system's own.
    `trunk_addresses` are IP addresses or networks, the first one may carry `:port` for calls to citizens.
    `lines` are the numbers dialled that we know; the first takes calls that carry none.
    `survey`: callers are asked how satisfied they are once their agent has hung up, with `survey_seconds` for the key.
    `transfer_seconds`: how long a number outside may ring before a person of ours answers; `colleague_seconds`: how
    long a colleague's phone rings for an agent who asks him or sends him a caller.
    `tls` is the certificate and its key as PEM files; with it the WebSocket is served over TLS only.
    `demonstration_secret` lets browsers call our lines as `demo_citizen`, `trial_secret` the line on which menus are
    tried as `menu_trial`; empty = nobody can.
    """

    node: str
    var: Path
    root: Path | None
    sip_port: int
    sip_ws_port: int
    ami_port: int
    rtp_start: int
    rtp_end: int
    trunk_addresses: tuple[str, ...]
    ami_calls_secret: str = field(repr=False)
    ami_publish_secret: str = field(repr=False)
    lines: tuple[str, ...] = ("12345",)
    agents: tuple[AgentEndpoint, ...] = ()
    bind: str = "127.0.0.1"
    run_user: str | None = None
    ring_seconds: int = 15
    first_prompt_seconds: int = 3
    hold_seconds: int = 900
    tap_limit: int = 200
    survey: bool = False
    survey_seconds: int = 5
    transfer_seconds: int = 40
    colleague_seconds: int = 20
    tls: tuple[Path, Path] | None = None
    demonstration_secret: str = field(default="", repr=False)
    trial_secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _check(self.node, _CODE, "node")
        for name, path in (("var", self.var), ("root", self.root)):
            if path is not None:
                _check(str(path), _PATH, f"{name} (an absolute path without spaces)")
        if len(os.fsencode(self.control_socket)) > SOCKET_PATH_LIMIT:
            raise PlanRefused(
                f"{self.control_socket} is longer than {SOCKET_PATH_LIMIT} bytes: set HOTLINE_VAR to a shorter path"
            )
        for name in ("sip_port", "sip_ws_port", "ami_port", "rtp_start", "rtp_end"):
            port = getattr(self, name)
            if not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= 65535:
                raise PlanRefused(f"{name} is no port: {port!r}")
        if self.rtp_end - self.rtp_start < 10:
            raise PlanRefused("rtp_end must lie at least 10 above rtp_start")
        for name in (
            "ring_seconds",
            "first_prompt_seconds",
            "hold_seconds",
            "tap_limit",
            "survey_seconds",
            "transfer_seconds",
            "colleague_seconds",
        ):
            number = getattr(self, name)
            if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 86400:
                raise PlanRefused(f"{name} is no number of 1 to 86400: {number!r}")
        _check_address(self.bind)
        if not self.trunk_addresses:
            raise PlanRefused("trunk_addresses is empty: no call could come in")
        for host in self.trunk_hosts:
            _check_network(host)
        _check_address(self.trunk_contact.rpartition(":")[0])
        if not self.lines:
            raise PlanRefused("lines is empty")
        for line in self.lines:
            _check(line, _LINE, "line")
        codes = [agent.code for agent in self.agents]
        endpoints = [code + kind for code in codes for kind in "wp"]
        if len(set(endpoints)) != len(endpoints):
            raise PlanRefused("two agents share an endpoint")
        # These names are objects of pjsip.conf already.
        taken = {"trunk", "agent_web", "agent_phone", "agent_aor", "agent_auth", "agent", "global", "system"}
        taken |= {"browser", "demo_citizen", "menu_trial"}
        if clash := taken.intersection([*endpoints, *codes]):
            raise PlanRefused(f"agent code stands for something else: {sorted(clash)}")
        _check_secret(self.ami_calls_secret, "ami_calls_secret")
        _check_secret(self.ami_publish_secret, "ami_publish_secret")
        for name in ("demonstration_secret", "trial_secret"):
            if secret := getattr(self, name):
                _check_secret(secret, name)
        if self.run_user is not None:
            _check(self.run_user, _USER, "run_user")

    @property
    def browsers(self) -> tuple[tuple[str, str, str], ...]:
        """Endpoints that browsers call us with and nobody calls: name, context, secret."""
        known = (
            ("demo_citizen", "from_demonstration", self.demonstration_secret),
            ("menu_trial", "from_trial", self.trial_secret),
        )
        return tuple((name, context, secret) for name, context, secret in known if secret)

    @property
    def base(self) -> Path:
        """Asterisk's part of the state folder."""
        return self.var / "asterisk"

    @property
    def main_file(self) -> Path:
        """What Asterisk is started with: `-C <main_file>`."""
        return self.base / "etc" / "asterisk.conf"

    @property
    def control_socket(self) -> Path:
        """The console's socket."""
        return self.base / "run" / "asterisk.ctl"

    @property
    def recordings(self) -> Path:
        """Recordings in progress."""
        return self.var / "recordings" / "incoming"

    @property
    def certificate_copy(self) -> Path:
        """The certificate where Asterisk's own account can read it."""
        return self.base / "keys" / "certificate.pem"

    @property
    def key_copy(self) -> Path:
        """The certificate's key where Asterisk's own account can read it."""
        return self.base / "keys" / "key.pem"

    @property
    def trunk_hosts(self) -> tuple[str, ...]:
        """Addresses or networks that calls come from, without ports."""
        return tuple(re.sub(r":\d+$", "", address) for address in self.trunk_addresses)

    @property
    def trunk_contact(self) -> str:
        """`address:port` that calls to citizens go to."""
        first = self.trunk_addresses[0]
        host, _, port = first.partition(":")
        return f"{host.split('/')[0]}:{port or 5060}"


def render(plan: SwitchPlan, target: Path | None = None) -> list[Path]:
    """Write all configuration files into `target` (default `var/asterisk/etc`) and return those whose bytes changed.

    Makes the folders that the configuration names and copies the sounds. `queues.conf` and `queuerules.conf` are
    written only when absent. Each file is replaced in one step; files hold secrets and are readable by owner and group
    only.
    """
    target = target or plan.base / "etc"
    _make_directories(plan, target)
    changed = []
    for name, text in render_texts(plan).items():
        path = target / name
        if name in _WRITTEN_ONCE and path.exists():
            continue
        if _replace(path, text.encode()):
            changed.append(path)
    if plan.tls:
        pairs = zip(plan.tls, (plan.certificate_copy, plan.key_copy), strict=True)
        changed += [copy for source, copy in pairs if _replace(copy, _read(source))]
    _copy_sounds(plan)
    _link_documentation(plan)
    _hand_over(plan)
    return changed


def render_texts(plan: SwitchPlan) -> dict[str, str]:
    """Return file name -> content; pure but for one look at where the private Asterisk keeps its modules."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # no HTML; values were checked when the plan was made
    )
    values = {
        "plan": plan,
        "banner": _BANNER,
        "base": plan.base,
        "recordings": plan.recordings,
        "modules_dir": _modules_dir(plan.root),
        "modules": MODULES,
        "unread_events": UNREAD_EVENTS,
    }
    names = sorted(environment.list_templates(extensions=["j2"]))
    return {name.removesuffix(".j2"): environment.get_template(name).render(values) for name in names}


def _modules_dir(root: Path | None) -> Path | None:
    if root is None:
        return None
    found = sorted(root.glob("usr/lib/*/asterisk/modules"))
    if not found:
        raise PlanRefused(f"no Asterisk modules under {root}/usr/lib")
    return found[0]


def _make_directories(plan: SwitchPlan, target: Path) -> None:
    for folder in (target, plan.recordings, *(plan.base / name for name in _DIRECTORIES)):
        folder.mkdir(parents=True, exist_ok=True)
    for private in (target, plan.base / "etc", plan.recordings, plan.base / "run"):
        private.chmod(0o750)


def _replace(path: Path, content: bytes) -> bool:
    """Write `content` beside `path` and rename; `False` when the same bytes stand there already."""
    if path.exists() and path.read_bytes() == content:
        return False
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o640)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlanRefused(f"{path} cannot be read: {error.strerror}") from error


def _copy_sounds(plan: SwitchPlan) -> None:
    """Bring the shipped sounds up to date; a sound that an administrator added or published stays."""
    published = _published(plan.base / "sounds")
    for source in sorted(SOUNDS.glob("**/*.wav")):
        inside = source.relative_to(SOUNDS)
        if inside.parts[0] not in (*LANGUAGES, "moh"):
            continue
        if inside.as_posix() in published:
            continue
        copy = plan.base / inside if inside.parts[0] == "moh" else plan.base / "sounds" / inside
        fresh = source.stat()
        if copy.exists() and (copy.stat().st_size, int(copy.stat().st_mtime)) == (fresh.st_size, int(fresh.st_mtime)):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        draft = copy.with_name(f".{copy.name}.new")
        shutil.copy2(source, draft)
        draft.replace(copy)


def _published(sounds: Path) -> set[str]:
    """Return the sounds that stand in place of shipped ones, as whoever brought them has written down."""
    try:
        return set(json.loads((sounds / "published.json").read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return set()


def _link_documentation(plan: SwitchPlan) -> None:
    """Link the XML that defines configuration options: Asterisk does not start without it."""
    places = [plan.root / "usr/share/asterisk"] if plan.root else [Path(place) for place in _DOCUMENTATION]
    found = next((place / "documentation" for place in places if (place / "documentation").is_dir()), None)
    if found is None:
        raise PlanRefused(f"no folder `documentation` of Asterisk in {', '.join(str(place) for place in places)}")
    link = plan.base / "documentation"
    if link.is_symlink() and link.readlink() == found:
        return
    draft = link.with_name(".documentation.new")
    draft.unlink(missing_ok=True)
    draft.symlink_to(found)
    draft.replace(link)


def _hand_over(plan: SwitchPlan) -> None:
    """Give Asterisk's folders to its own account where root renders for it."""
    if plan.run_user is None or os.geteuid() != 0:
        return
    for top in (plan.base, plan.recordings):
        for path in (top, *top.rglob("*")):
            if not path.is_symlink():
                shutil.chown(path, plan.run_user, plan.run_user)


def _check(value: str, pattern: re.Pattern[str], what: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise PlanRefused(f"{what} must match {pattern.pattern}: {value!r}")


def _check_secret(value: str, what: str) -> None:
    if not isinstance(value, str) or not _SECRET.fullmatch(value):
        raise PlanRefused(f"{what} must match {_SECRET.pattern}")


def _check_address(value: str) -> None:
    try:
        ipaddress.IPv4Address(value)
    except ValueError as error:
        raise PlanRefused(f"no IPv4 address: {value!r}") from error


def _check_network(value: str) -> None:
    try:
        ipaddress.IPv4Network(value, strict=False)
    except ValueError as error:
        raise PlanRefused(f"no IPv4 address or network: {value!r}") from error
