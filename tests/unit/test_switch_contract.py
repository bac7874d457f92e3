"""docs/switch-contract.md and asterisk_conf/ name the same contexts, variables, globals, events and accounts."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "switch-contract.md").read_text()
TEMPLATES = {
    path.name.removesuffix(".j2"): path.read_text() for path in (ROOT / "asterisk_conf/templates").glob("*.j2")
}
DIALPLAN = "\n".join(line for line in TEMPLATES["extensions.conf"].splitlines() if not line.lstrip().startswith(";"))

CONTROLLER_ONLY = {"MENU_ENDED", "MENU_PATH", "PIPELINE"}
"""Variables that only the controller writes and reads; they live on the channel for a take-over."""
INSIDE = {
    # Steps of one context that nobody outside reads.
    *("MENU_PROMPT", "NOTICE_PLAYED", "QUEUE_NOW", "QUEUE_SECONDS", "QUEUE_RESULT", "QUEUE_TURNS"),
    *("SEEN_TURN", "LAST_BEAT", "STOOD", "SHARDS", "NAMES", "NAME", "TOOK", "QUEUES", "MEMBERS", "MEMBER"),
    *("FORGET_ID", "FORGOTTEN", "CLAIMED"),
    # Asterisk's own.
    *(
        "EXTEN",
        "UNIQUEID",
        "EPOCH",
        "READSTATUS",
        "QUEUESTATUS",
        "QUEUE_WITHDRAW_INFO",
        "QUEUE_MAX_PENALTY",
        "QUEUE_PRIO",
        "QUEUE_RULE",
        "BRIDGERESULT",
        "DIALSTATUS",
    ),
}


def _first_column(heading: str) -> set[str]:
    """Return the names in backticks of the first column of the table under a heading."""
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for cell in re.findall(r"`([^`]+)`", row.split("|")[1]) for name in cell.split()}


def _globals_of_dialplan() -> set[str]:
    read = re.findall(r"GLOBAL\(([A-Z_]+?)_?(?:\$\{(?:LINE|QUEUE_NOW)\})?\)", DIALPLAN)
    defaults = re.findall(r"^([A-Z_]+)=", DIALPLAN.split("[globals]", 1)[1].split("\n[", 1)[0], re.M)
    return {*read, *defaults}


def test_every_context_of_the_page_is_in_the_dialplan_and_the_reverse() -> None:
    contexts = set(re.findall(r"^\[([a-z_]+)\]$", DIALPLAN, re.M)) - {"general", "globals"}
    assert contexts == _first_column("Contexts")


def test_every_global_of_the_page_is_in_the_dialplan_and_the_reverse() -> None:
    assert _globals_of_dialplan() == _first_column("Globals")


def test_every_variable_of_the_page_is_in_the_dialplan() -> None:
    names = _first_column("Channel variables") - CONTROLLER_ONLY
    assert {name for name in names if not re.search(rf"\b_*{name}\b", DIALPLAN)} == set()


def test_every_variable_of_the_dialplan_is_on_the_page() -> None:
    written = set(re.findall(r"Set\(_*([A-Z][A-Z_]+)=", DIALPLAN))
    read = set(re.findall(r"\$\{([A-Z][A-Z_]+)[}:]", DIALPLAN))
    unknown = (written | read) - INSIDE - _first_column("Channel variables") - _first_column("Globals")
    assert unknown == set()


def test_user_events_are_on_the_page() -> None:
    for name in set(re.findall(r"UserEvent\((\w+)", DIALPLAN)):
        assert f"UserEvent({name}" in PAGE, name


def test_accounts_and_places() -> None:
    accounts = set(re.findall(r"^\[(hotline_\w+)\]$", TEMPLATES["manager.conf"], re.M))
    assert accounts == {"hotline_calls", "hotline_publish"}
    assert all(f"`{account}`" in PAGE for account in accounts)
    assert "hotline_general" in PAGE
    assert "[hotline_general]" in TEMPLATES["queues.conf"]
    assert "hotline.csv" in TEMPLATES["cel_custom.conf"]
    calls = TEMPLATES["manager.conf"].split("[hotline_calls]", 1)[1]
    assert "read = call,agent,agi,user,system\n" in calls
    assert "write = call,agent,agi,originate,reporting\n" in calls


def test_every_sound_of_the_dialplan_ships_in_each_language() -> None:
    asked = set(re.findall(r"\bhotline/[a-z_]+", DIALPLAN))
    sounds = ROOT / "asterisk_conf" / "sounds"
    missing = [
        f"{lang}/{name}"
        for lang in ("zh", "en", "yue")
        for name in sorted(asked)
        if not (sounds / lang / f"{name}.wav").exists()
    ]
    assert missing == []
    assert asked
