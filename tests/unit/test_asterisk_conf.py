"""The rendered configuration: checked by a linter, hostile values refused, the second rendering changes nothing."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asterisk_conf.render import MODULES, AgentEndpoint, PlanRefused, SwitchPlan, render, render_texts


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What a private Asterisk looks like to the renderer."""
    for folder in ("usr/lib/x86_64-linux-gnu/asterisk/modules", "usr/share/asterisk/documentation"):
        (tmp_path / "root" / folder).mkdir(parents=True)
    return tmp_path / "root"


def _plan(var: Path, root: Path | None = None) -> SwitchPlan:
    return SwitchPlan(
        node="node1",
        var=var,
        root=root,
        sip_port=5060,
        sip_ws_port=8088,
        ami_port=5038,
        rtp_start=10000,
        rtp_end=20000,
        trunk_addresses=("127.0.0.2:5070", "10.1.0.0/24"),
        agents=(AgentEndpoint("1001", "web-secret-1", "phone-secret-1"), AgentEndpoint("li_na", "w" * 8, "p" * 8)),
        ami_calls_secret="calls-secret",
        ami_publish_secret="publish-secret",
    )


SAFE = _plan(Path("/var/lib/hotline"))
TEXTS = render_texts(SAFE)


@pytest.mark.parametrize(
    "plan",
    [
        SAFE,
        replace(SAFE, demonstration_secret="visitors-secret"),
        replace(SAFE, demonstration_secret="visitors-secret", trial_secret="trial-secret"),
    ],
)
def test_linter_finds_nothing_in_the_dialplan(tmp_path: Path, plan: SwitchPlan) -> None:
    dialplan = tmp_path / "extensions.conf"
    dialplan.write_text(render_texts(plan)["extensions.conf"])
    tool = Path(sys.executable).parent / "asterisklint"
    answer = subprocess.run([tool, "dialplan-check", dialplan], capture_output=True, text=True, timeout=60, check=False)
    found = [line.split(" ", 1)[1] for line in (answer.stdout + answer.stderr).splitlines() if line.strip()]
    # The linter's list of applications ends at Asterisk 13; AudioSocket came with 18.
    assert found == ["E_APP_MISSING: app 'AudioSocket' does not exist, dialplan will halt here!"]


def test_every_application_of_the_dialplan_is_loaded() -> None:
    """Names of modules follow the applications; these few live in the core or in a module of another name."""
    core = {"Answer", "Goto", "GotoIf", "Hangup", "NoOp", "Set", "Wait", "Bridge"}
    homes = {
        "AGI": "res_agi",
        "MusicOnHold": "res_musiconhold",
        "ExecIf": "app_exec",
        "UnpauseQueueMember": "app_queue",
        "Return": "app_stack",
        "Gosub": "app_stack",
    }
    loaded = {name for _, names in MODULES for name in names}
    used = set(re.findall(r"(?:,|\?)([A-Z][A-Za-z]+)\(", _without_comments(TEXTS["extensions.conf"])))
    missing = {app for app in used - core if homes.get(app, f"app_{app.lower()}") not in loaded}
    assert missing == set()
    assert used > {"Queue", "MixMonitor", "ChanSpy", "AGI"}


def test_shells_are_not_loaded() -> None:
    loaded = {name for _, names in MODULES for name in names}
    forbidden = {"app_system", "func_shell", "app_externalivr", "func_curl", "func_env", "pbx_spool", "res_pjsip_refer"}
    assert loaded.isdisjoint(forbidden)
    assert "autoload = no" in TEXTS["modules.conf"]
    assert re.findall(r"^load = (\S+)\.so$", TEXTS["modules.conf"], re.M) == [n for _, names in MODULES for n in names]


def test_there_is_no_h_extension() -> None:
    assert re.search(r"^exten => h,", TEXTS["extensions.conf"], re.M) is None


def test_ami_listens_on_the_loopback_whatever_sip_binds_to() -> None:
    texts = render_texts(replace(SAFE, bind="0.0.0.0"))
    assert "bindaddr = 127.0.0.1\n" in texts["manager.conf"]
    assert "bind = 0.0.0.0:5060" in texts["pjsip.conf"]
    assert texts["manager.conf"].count("permit = 127.0.0.0/255.0.0.0") == 2


def test_no_place_for_a_callers_number() -> None:
    mapping = _without_comments(TEXTS["cel_custom.conf"]).lower()
    assert not re.search(r"callerid|cidnum|ani|dnid|appdata|peer", mapping)
    assert re.search(r"^messages => warning,error$", TEXTS["logger.conf"], re.M)
    dialplan = TEXTS["extensions.conf"]
    assert dialplan.index("Set(CALLERID(num)=${LINE})") < dialplan.index("Queue(${QUEUE_NOW}")


def test_every_file_says_where_it_comes_from() -> None:
    for name, text in TEXTS.items():
        assert text.startswith(("; Rendered from", "; Written once")), name


EXPLAINED_AT_ONCE = 6
"""Settings that one comment may explain: those that follow it without a blank line."""


def _unexplained(name: str, text: str) -> list[str]:
    """Return the settings that no comment stands above; of the dialplan, where a context is code, also contexts.

    A comment directly above a section explains what follows in it. The banner explains nothing. Lines of one key
    (modules to load, addresses of the carrier) count as one.
    """
    found, left, steps, context, before = [], 0, False, "", ""
    for line in text.splitlines()[1:]:
        if line.startswith(";"):
            left = 0 if line.startswith("; ----") else EXPLAINED_AT_ONCE
        elif not line.strip():
            left = 0
        elif opening := re.match(r"\[(.+?)\]", line):
            left = left if left == EXPLAINED_AT_ONCE else 0
            steps = name == "extensions.conf" and opening[1] not in ("general", "globals")
            context = line
        elif steps:
            if context and not left:
                found.append(context)
            context = ""
        elif left or (before and line.startswith(before)):
            left -= not (before and line.startswith(before))
        else:
            found.append(line)
        before = line[: len(line) - len(line.lstrip("abcdefghijklmnopqrstuvwxyz_ "))]
    return found


DEMONSTRATION = replace(SAFE, demonstration_secret="visitors-secret")
VARIANTS = {
    "plain": SAFE,
    "demonstration": DEMONSTRATION,
    "trial": replace(SAFE, trial_secret="trial-secret"),
    "tls": replace(SAFE, tls=(Path("/etc/certificate.pem"), Path("/etc/key.pem"))),
    "own_account": replace(SAFE, run_user="asterisk"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_setting_is_explained_by_a_line_above_it(variant: str) -> None:
    texts = render_texts(VARIANTS[variant])
    found = {name: lines for name, text in texts.items() if (lines := _unexplained(name, text))}
    assert found == {}


def test_a_setting_without_its_comment_is_seen() -> None:
    for text in ("; banner\na = 1\n", "; banner\n; why\n\na = 1\n", "; banner\n; why\n[x]\ny = 1\n\na = 1\n"):
        assert _unexplained("x.conf", text) == ["a = 1"]
    assert _unexplained("x.conf", "; banner\n; why\n[x]\na = 1\n") == []
    assert _unexplained("x.conf", "; banner\n; why\n" + "".join(f"{c} = 1\n" for c in "abcdefgh")) == ["g = 1", "h = 1"]
    assert _unexplained("x.conf", "; banner\n; why\n" + "load = x.so\n" * 8) == []
    assert _unexplained("extensions.conf", "; banner\n[x]\nexten => s,1,Answer()\n") == ["[x]"]


def test_second_rendering_changes_nothing(tmp_path: Path, root: Path) -> None:
    plan = _plan(tmp_path / "var", root)
    assert {path.name for path in render(plan)} == set(render_texts(plan))
    before = {path: path.stat().st_mtime_ns for path in plan.main_file.parent.iterdir()}
    assert render(plan) == []
    assert {path: path.stat().st_mtime_ns for path in plan.main_file.parent.iterdir()} == before


def test_only_what_changed_is_written(tmp_path: Path, root: Path) -> None:
    plan = _plan(tmp_path / "var", root)
    render(plan)
    assert [path.name for path in render(replace(plan, ami_calls_secret="another-secret"))] == ["manager.conf"]


def test_queues_belong_to_publish_once_they_exist(tmp_path: Path, root: Path) -> None:
    plan = _plan(tmp_path / "var", root)
    render(plan)
    queues = plan.main_file.parent / "queues.conf"
    queues.write_text("published\n")
    render(replace(plan, ring_seconds=7))
    assert queues.read_text() == "published\n"


def test_files_with_secrets_are_not_for_everyone(tmp_path: Path, root: Path) -> None:
    plan = _plan(tmp_path / "var", root)
    for path in render(plan):
        assert path.stat().st_mode & 0o007 == 0, path.name
    assert "secret" not in repr(plan).replace("_secret", "")


def test_sounds_that_ship_are_copied_and_others_stay(tmp_path: Path, root: Path) -> None:
    plan = _plan(tmp_path / "var", root)
    render(plan)
    own = plan.base / "sounds" / "zh" / "hotline" / "own.wav"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(b"kept")
    render(plan)
    assert own.read_bytes() == b"kept"
    assert (plan.base / "documentation").is_dir()


def test_nobody_calls_from_a_browser_outside_a_demonstration() -> None:
    for name in ("pjsip.conf", "extensions.conf"):
        assert "demo" not in _without_comments(TEXTS[name]), name
    assert "endpoint_identifier_order = ip,username\n" in TEXTS["pjsip.conf"]


def test_visitor_of_a_demonstration_reaches_our_lines_and_nothing_else() -> None:
    texts = render_texts(replace(SAFE, lines=("12345", "12329"), demonstration_secret="visitors-secret"))
    sections = re.split(r"^\[", texts["pjsip.conf"], flags=re.M)
    endpoint, auth = (part for part in sections if part.startswith("demo_citizen]"))
    assert "context = from_demonstration\n" in endpoint
    assert "identify_by = auth_username\n" in endpoint
    assert "aors" not in endpoint
    assert "password = visitors-secret\n" in auth
    dialplan = texts["extensions.conf"]
    reachable = re.findall(r"^exten => ([^,]+),1,", dialplan.split("[from_demonstration]")[1].split("\n[")[0], re.M)
    assert reachable == ["12345", "12329", "99000"]  # the last: where menus are tried
    assert "(trunk|demo_citizen)" in dialplan, "the watchdog frees visitors from the menu too"


def test_whoever_tries_a_menu_reaches_its_line_and_nothing_else() -> None:
    texts = render_texts(replace(SAFE, trial_secret="trial-secret"))
    endpoint, auth = (
        part for part in re.split(r"^\[", texts["pjsip.conf"], flags=re.M) if part.startswith("menu_trial]")
    )
    assert "context = from_trial\n" in endpoint
    assert "identify_by = auth_username\n" in endpoint
    assert "aors" not in endpoint
    assert "password = trial-secret\n" in auth
    dialplan = texts["extensions.conf"]
    part = dialplan.split("[from_trial]")[1].split("\n[")[0]
    assert re.findall(r"^exten => ([^,]+),1,", part, re.M) == ["99000"]
    assert "Dial(" not in part
    assert "(trunk|menu_trial)" in dialplan, "the watchdog frees him from the menu too"
    assert '"${CHANNEL(name):0:16}" = "PJSIP/menu_trial"' in dialplan, "no number outside is rung"
    assert "trial" not in _without_comments(TEXTS["extensions.conf"] + TEXTS["pjsip.conf"])


def test_with_a_certificate_the_websocket_is_served_over_tls_only(tmp_path: Path, root: Path) -> None:
    pair = (tmp_path / "certificate.pem", tmp_path / "key.pem")
    for file in pair:
        file.write_text(file.name)
    plan = replace(_plan(tmp_path / "var", root), tls=pair)
    assert plan.key_copy in render(plan)
    assert plan.key_copy.read_text() == "key.pem"
    assert plan.key_copy.stat().st_mode & 0o007 == 0
    assert render(plan) == []
    texts = render_texts(plan)
    assert "protocol = wss\n" in texts["pjsip.conf"]
    assert "\nenabled = no\n" in texts["http.conf"]
    assert f"tlsbindaddr = 127.0.0.1:8088\ntlscertfile = {plan.certificate_copy}\n" in texts["http.conf"]
    pair[1].unlink()
    with pytest.raises(PlanRefused):
        render(plan)


HOSTILE = (
    "a\nb",
    "a\r\n[evil]",
    "a;b",
    "a b",
    "",
    "../x",
    "a]",
    "${SHELL(id)}",
    "中文",
    "x" * 200,
    "a,b",
    "a|b",
    "a=>b",
)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["node", "ami_calls_secret", "ami_publish_secret", "bind", "run_user"])
def test_hostile_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(PlanRefused):
        replace(SAFE, **{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_list_member_is_refused(value: str) -> None:
    with pytest.raises(PlanRefused):
        replace(SAFE, lines=(value,))
    with pytest.raises(PlanRefused):
        replace(SAFE, demonstration_secret=value or "x")
    with pytest.raises(PlanRefused):
        replace(SAFE, trial_secret=value or "x")
    with pytest.raises(PlanRefused):
        replace(SAFE, trunk_addresses=(value,))
    with pytest.raises(PlanRefused):
        AgentEndpoint(value, "web-secret-1", "phone-secret-1")
    with pytest.raises(PlanRefused):
        AgentEndpoint("1001", "web-secret-1", value)


@pytest.mark.parametrize(
    "change",
    [
        {"var": Path("relative")},
        {"var": Path("/a b")},
        {"var": Path("/" + "x" * 100)},
        {"sip_port": 0},
        {"ami_port": True},
        {"rtp_end": 10001},
        {"tap_limit": 0},
        {"lines": ()},
        {"trunk_addresses": ()},
        {"agents": (AgentEndpoint("1001", "w" * 8, "p" * 8), AgentEndpoint("1001", "w" * 8, "p" * 8))},
        {"agents": (AgentEndpoint("agent_aor", "w" * 8, "p" * 8),)},
    ],
)
def test_impossible_plan_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(PlanRefused):
        replace(SAFE, **change)  # type: ignore[arg-type]


@given(st.text(max_size=40))
@example("system")
def test_no_code_opens_a_new_line_or_section(code: str) -> None:
    try:
        agent = AgentEndpoint(code, "web-secret-1", "phone-secret-1")
        plan = replace(SAFE, agents=(agent,))
    except PlanRefused as refused:
        assert "stands for something else" in str(refused) or not re.fullmatch(r"[a-z0-9_]{1,31}", code)  # noqa: PT017
    else:
        assert f"[{agent.code}w](agent_web)" in render_texts(plan)["pjsip.conf"]


def test_events_begin_with_moment_and_name_of_the_switch() -> None:
    """Events without these are refused (ADR 0020)."""
    texts = render_texts(SAFE)
    assert re.search(r"^timestampevents = yes$", texts["manager.conf"], re.MULTILINE)
    assert re.search(rf"^systemname = {SAFE.node}$", texts["asterisk.conf"], re.MULTILINE)


@pytest.mark.parametrize(
    ("dialled", "is_taken"),
    [("12345", True), ("+862012345", True), ("1" * 24, True), ("12345\r\n", False), ("1a", False), ("", False)],
)
def test_a_dialled_number_is_digits_only(dialled: str, is_taken: bool) -> None:
    section = _without_comments(render_texts(SAFE)["extensions.conf"]).partition("[from_trunk]")[2].partition("\n[")[0]
    patterns = re.findall(r"^exten => _(\S+),1,", section, re.MULTILINE)
    assert len(patterns) == 24
    assert not any(set("!.") & set(pattern) for pattern in patterns), "such a pattern lets anything follow"
    found = [pattern for pattern in patterns if re.fullmatch(pattern.replace("X", "[0-9]"), dialled)]
    assert (len(found) == 1) is is_taken


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(";"))
