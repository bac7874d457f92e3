"""Every name of the switch that stands in Python exists in the rendered configuration, and every right it needs."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from ami_rights import ACTION_CLASSES, EVENT_CLASSES, LIST_ANSWERS
from switch_names import ROOT, Sources

from asterisk_conf.render import MODULES, SwitchPlan, render_texts

PLAN = SwitchPlan(
    node="node1",
    var=Path("/var/lib/hotline"),
    root=None,
    sip_port=5060,
    sip_ws_port=8088,
    ami_port=5038,
    rtp_start=10000,
    rtp_end=20000,
    trunk_addresses=("127.0.0.2",),
    ami_calls_secret="calls-secret",
    ami_publish_secret="publish-secret",
)
PLAIN = render_texts(PLAN)
TEXTS = render_texts(replace(PLAN, demonstration_secret="visitors-secret", trial_secret="trial-secret", survey=True))
DIALPLAN = "\n".join(line for line in TEXTS["extensions.conf"].splitlines() if not line.lstrip().startswith(";"))
SOURCES = Sources()
USED = SOURCES.names()

ANSWERS = {
    "READSTATUS": "Read",
    "PLAYBACKSTATUS": "Playback",
    "RECORD_STATUS": "Record",
    "QUEUESTATUS": "Queue",
    "QUEUE_WITHDRAW_INFO": "Queue",
    "BRIDGERESULT": "Bridge",
}
"""Variables that an application sets."""
NOT_OF_THE_SWITCH = {"hotline_session"}
"""Texts that look like a name of the switch: the cookie."""
CALLS_FILES = ("telephony/ami/actions.py", "telephony/ami/client.py")
PUBLISH_FILES = ("queueing/publish/config_files.py", "queueing/publish/push.py", "telephony/ami/client.py")


def _sections(text: str) -> dict[str, list[str]]:
    """Return the lines of each section; sections of one name are joined."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if opening := re.match(r"\[([^\]]+)\]", line):
            name = opening[1]
        elif line.strip() and not line.lstrip().startswith(";"):
            found.setdefault(name, []).append(line)
    return found


CONTEXTS = {
    name: set(re.findall(r"^exten => ([^,]+),", "\n".join(lines), re.M))
    for name, lines in _sections(TEXTS["extensions.conf"]).items()
    if name not in ("general", "globals")
}
QUEUES = set(_sections(TEXTS["queues.conf"])) - {"general"}
MANAGER = {
    name: {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)}
    for name, lines in _sections(TEXTS["manager.conf"]).items()
}
FAMILIES = set(re.findall(r"DB(?:_DELETE)?\((hotline_[a-z_]+)/", DIALPLAN))
SET_BY_DIALPLAN = {
    *re.findall(r"Set\((?:GLOBAL\()?_*([A-Z][A-Z_]+)\)?=", DIALPLAN),
    *re.findall(r"Read\(([A-Z_]+),", DIALPLAN),
    *(line.partition("=")[0] for line in _sections(TEXTS["extensions.conf"])["globals"]),
    *ANSWERS,
}
READ_BY_DIALPLAN = {
    *re.findall(r"\$\{([A-Z][A-Z_]+)[}:]", DIALPLAN),
    *re.findall(r"(?:GLOBAL|SHIFT|CUT)\(([A-Z][A-Z_]+)[,)]", DIALPLAN),
    *re.findall(r"IMPORT\([^,]+,([A-Z][A-Z_]+)\)", DIALPLAN),
}
GLOBALS_OF_DIALPLAN = set(re.findall(r"\$\{GLOBAL\(([A-Z][A-Z_]+)[)$]", DIALPLAN))


def _classes(account: str, kind: str) -> set[str]:
    return set(MANAGER[account][kind].split(","))


def test_nothing_is_sent_whose_name_the_source_does_not_tell() -> None:
    assert USED.unresolved == []


def test_the_search_finds_what_is_there() -> None:
    assert {"hotline_hold", "hotline_consult", "hotline_resume", "hotline_rescue"} <= set(USED.contexts)
    assert {("hotline_hold", "back"), ("hotline_tap_listen", "s"), ("hotline_forget_far", "s")} <= set(USED.places)
    assert {"OWNER_BEAT", "MENU_FIRST"} <= set(USED.globals_set)
    assert {"NEXT_QUEUE", "MENU_PATH", "PIPELINE", "HOLD_WITH", "TAP_TARGET", "FORGET"} <= set(USED.variables_set)
    assert {"MENU_DIGITS", "READSTATUS", "IN_MENU", "CALLER_NUMBER", "WATCHDOG_TURN"} <= set(USED.variables_read)
    assert {"HotlineQueueEnd", "HotlineHold"} <= set(USED.user_events)
    assert {"hotline_general"} <= set(USED.queues)
    assert {"hotline_caller"} == set(USED.families)


def test_every_place_in_the_dialplan_exists() -> None:
    wrong = {place: at for place, at in USED.places.items() if place[1] not in CONTEXTS.get(place[0], ())}
    assert wrong == {}
    assert {name: at for name, at in USED.contexts.items() if name not in CONTEXTS} == {}


def test_everything_that_looks_like_a_name_of_the_switch_is_one() -> None:
    known = {*CONTEXTS, *QUEUES, *FAMILIES, *MANAGER, *NOT_OF_THE_SWITCH}
    assert {name: at for name, at in USED.looks_like_one.items() if name not in known} == {}


def test_every_queue_exists() -> None:
    assert {name: at for name, at in USED.queues.items() if name and name not in QUEUES} == {}


def test_the_flow_that_ships_leads_to_queues_that_exist() -> None:
    def named(part: object) -> set[str]:
        if isinstance(part, dict):
            here = {str(part["queue"])} if "queue" in part else set()
            return here.union(*(named(inner) for inner in part.values()))
        return set().union(*(named(inner) for inner in part)) if isinstance(part, list) else set()

    for path in (ROOT / "ivr" / "flows").glob("*.yaml"):
        found = named(yaml.safe_load(path.read_text()))
        assert found, path.name
        assert found <= QUEUES, path.name


def test_every_astdb_family_is_written_and_deleted_by_the_dialplan() -> None:
    assert set(USED.families) <= FAMILIES


def test_every_variable_read_is_set_by_somebody() -> None:
    there = SET_BY_DIALPLAN | set(USED.variables_set) | set(USED.globals_set)
    assert {name: at for name, at in USED.variables_read.items() if name not in there} == {}


def test_every_variable_set_is_read_by_somebody() -> None:
    # MENU_PATH is for people who look at a channel, and for a controller that comes later.
    # CHANNEL(language) is a property of the channel.
    there = READ_BY_DIALPLAN | set(USED.variables_read) | {"MENU_PATH", "CHANNEL"}
    assert {name: at for name, at in USED.variables_set.items() if name not in there} == {}


def test_every_global_set_is_read_as_a_global() -> None:
    assert {name: at for name, at in USED.globals_set.items() if name not in GLOBALS_OF_DIALPLAN} == {}


def test_every_variable_that_the_dialplan_waits_for_is_set_by_somebody() -> None:
    asterisk = {"EXTEN", "UNIQUEID", "EPOCH", "DIALSTATUS"}
    there = SET_BY_DIALPLAN | set(USED.variables_set) | set(USED.globals_set) | asterisk
    assert READ_BY_DIALPLAN - there == set()


def test_every_user_event_is_sent_by_the_dialplan() -> None:
    sent = set(re.findall(r"UserEvent\((\w+)", DIALPLAN))
    assert {name: at for name, at in USED.user_events.items() if name not in sent} == {}


def test_account_codes_are_those_of_the_dialplan() -> None:
    written = set(re.findall(r"CHANNEL\(accountcode\)=(\w+)", DIALPLAN))
    assert set(USED.accounts) <= written
    tracker = "telephony/calls/tracker.py"
    own = SOURCES.texts(SOURCES.constants[tracker]["OWN_ACCOUNTS"], tracker, {})
    assert own == written, "legs of our own are in no figure"


def test_every_application_and_function_asked_for_is_loaded() -> None:
    loaded = {name for _, names in MODULES for name in names}
    assert USED.applications
    assert {app for app in USED.applications if f"app_{app.lower()}" not in loaded} == set()
    functions = set(re.findall(r"\"([A-Z_]+)\(\{", (ROOT / "telephony/ami/actions.py").read_text()))
    assert functions == {"DEVICE_STATE"}
    assert "func_devstate" in loaded


SENT = {
    "hotline_calls": SOURCES.actions(*CALLS_FILES) | {"Events": "doctor", "QueueSummary": "doctor"},
    "hotline_publish": SOURCES.actions(*PUBLISH_FILES),
}


@pytest.mark.parametrize("account", SENT)
def test_account_may_send_what_is_sent_with_it_and_holds_no_class_without_need(account: str) -> None:
    sent = SENT[account]
    assert {name: at for name, at in sent.items() if name not in ACTION_CLASSES} == {}, "their class is not known"
    granted = _classes(account, "write")
    refused = {n: at for n, at in sent.items() if ACTION_CLASSES[n] and not ACTION_CLASSES[n] & granted}
    assert refused == {}
    assert granted <= set().union(*(ACTION_CLASSES[name] for name in sent))


def test_no_file_sends_actions_that_are_not_looked_at() -> None:
    known = {*CALLS_FILES, *PUBLISH_FILES}
    others = {at for name in SOURCES.trees if name not in known for at in SOURCES.actions(name).values()}
    assert others == set()


def test_doctor_asks_with_each_account_what_it_may() -> None:
    text = (ROOT / "hotline/doctor_checks/switch.py").read_text()
    asked = set(re.findall(r"\.ask\(\"(\w+)\"", text))
    assert asked - {"GetConfig"} <= set(SENT["hotline_calls"])
    assert "GetConfig" in SENT["hotline_publish"]


def test_every_event_read_is_sent_to_the_account() -> None:
    read = SOURCES.events()
    assert len(read) > 15
    assert {name for name in read if name not in EVENT_CLASSES and name not in LIST_ANSWERS} == set()
    granted = _classes("hotline_calls", "read")
    needed = {EVENT_CLASSES[name] for name in read if name in EVENT_CLASSES}
    assert needed == granted
    left_out = set(re.findall(r"eventfilter\(action\(exclude\),name\((\w+)\)\)", TEXTS["manager.conf"]))
    assert left_out
    assert left_out & read == set()


def test_without_a_demonstration_only_its_own_contexts_are_missing() -> None:
    there = set(_sections(PLAIN["extensions.conf"])) - {"general", "globals"}
    assert set(CONTEXTS) - there == {"from_demonstration", "demonstration_citizen", "from_trial"}
