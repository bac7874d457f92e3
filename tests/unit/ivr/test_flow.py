"""Flow files: what is refused, and with which sentence."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
import yaml
from flows import ALL_TYPES, TWO_LEVELS, first_of
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import BadInput
from ivr.flow import Flow, check, default_flow, load, parse
from ivr.nodes import AnyNode, Enqueue


def _file(folder: Path, content: object) -> Path:
    path = folder / "flow.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), "utf-8")
    return path


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = copy.deepcopy(TWO_LEVELS)
    change(content)
    return content


def _other(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = copy.deepcopy(ALL_TYPES)
    change(content["nodes"])
    return content


def test_a_flow_of_every_type_is_read(tmp_path: Path) -> None:
    flow = load(_file(tmp_path, ALL_TYPES))
    assert {node.type for node in flow.nodes.values()} == {"menu", "play", "hours", "branch", "enqueue", "hangup"}
    assert flow.first is None, "nothing is played before it is known what"


def test_a_sound_flow_is_read(tmp_path: Path) -> None:
    flow = load(_file(tmp_path, TWO_LEVELS))
    assert (flow.code, flow.version, first_of(flow).prompt) == ("two_levels", 3, ("hotline/welcome_menu",))


def test_the_shipped_flow_leads_every_failure_to_a_person() -> None:
    flow = default_flow()
    first = first_of(flow)
    assert len(set(first.choices) - {"0"}) <= 3
    assert first.attempts == 1
    for code in (first.no_input, first.no_match, first.error, first.choices["0"]):
        assert flow.nodes[code] == Enqueue(type="enqueue", queue="hotline_general", language="zh")
    assert all(isinstance(flow.nodes[code], Enqueue) for code in first.choices.values()), "one level"


STATUS = {"type": "ticket_status", "otherwise": "welcome", "unknown": "welcome", "error": "person"}


def _digits(keyed: str, least: int = 6) -> dict[str, Any]:
    failures = {"no_input": "person", "no_match": "person", "error": "person"}
    return {"type": "collect", "prompt": ["hotline/a"], "least": least, "most": 6, "keyed": keyed} | failures


BROKEN: list[tuple[str, object, str]] = [
    ("no YAML", "code: [", "flow.yaml is no YAML"),
    ("a date that does not exist", "code: 2026-13-45", "flow.yaml is no YAML"),
    ("nothing", "", "flow: "),
    ("a list", "- 1", "flow: "),
    ("a key twice", 'code: a\nchoices: {"1": a, "1": b}', "key '1' stands twice"),
    ("an unknown key", _changed(lambda c: c.update(owner="me")), "owner: Extra inputs"),
    ("an unknown key of a node", _changed(lambda c: c["nodes"]["notice"].update(loop=2)), "nodes.notice.play.loop"),
    ("an unknown type", _changed(lambda c: c["nodes"]["notice"].update(type="say")), "nodes.notice"),
    ("no choices", _changed(lambda c: c["nodes"]["first"].update(choices={})), "nodes.first.menu.choices"),
    ("two keys in a choice", _changed(lambda c: c["nodes"]["first"]["choices"].update({"12": "person"})), "12"),
    ("a hostile queue", _changed(lambda c: c["nodes"]["english"].update(queue="a,b")), "nodes.english.enqueue.queue"),
    ("a hostile prompt", _changed(lambda c: c["nodes"]["notice"].update(prompt=["a&b"])), "nodes.notice.play.prompt"),
    ("a missing start", _changed(lambda c: c.update(start="nowhere")), "start 'nowhere' is no node"),
    ("a start that leads nowhere", _changed(lambda c: c.update(start="person")), "start 'person' must lead on"),
    (
        "a way to nowhere",
        _changed(lambda c: c["nodes"]["second"].update(no_match="gone")),
        "node 'second' leads to 'gone', which does not exist",
    ),
    (
        "a node nobody reaches",
        _changed(lambda c: c["nodes"].update(island={"type": "enqueue", "queue": "q"})),
        "node 'island' cannot be reached",
    ),
    (
        "a play that leads to itself",
        _changed(lambda c: c["nodes"]["notice"].update(next="notice")),
        "goes round without an end: notice > notice",
    ),
    (
        "silence that leads to itself",
        _changed(lambda c: c["nodes"]["first"].update(no_input="first")),
        "goes round without an end: first > first",
    ),
    (
        "silence and wrong keys in turn",
        _changed(lambda c: (c["nodes"]["first"].update(no_input="second"), c["nodes"]["notice"].update(next="first"))),
        "goes round without an end: first > second > notice > first",
    ),
    (
        "silence that is hung up on",
        _other(lambda n: n["welcome"].update(no_input="goodbye")),
        "no key that counts is hung up on: welcome > goodbye",
    ),
    (
        "an error that is hung up on when it is late",
        _other(lambda n: n["welcome"].update(error="office")),
        "goes round without an end",
    ),
    (
        "a wrong key that is hung up on at night",
        _other(
            lambda n: n.update(late={**n["office"], "open": "person"}, welcome={**n["welcome"], "no_match": "late"})
        ),
        "hung up on: welcome > late > feast",
    ),
    (
        "everybody is hung up on",
        _other(lambda n: n["line"].update(otherwise="goodbye")),
        "hung up on: office > line > goodbye",
    ),
    (
        "a case that never comes",
        _other(lambda n: n["caller"].update(cases={"12333": "english"})),
        "node 'caller' has a case '12333' that never comes",
    ),
    (
        "a case of another question",
        _other(lambda n: n["caller"].update(on="language", cases={"mobile": "english"})),
        "node 'caller' has a case 'mobile' that never comes",
    ),
    (
        "more digits at least than at most",
        _other(lambda n: n.update(line=_digits(least=8, keyed="caller"))),
        "node 'line' wants at least more digits than at most",
    ),
    (
        "a ticket's state without a code",
        _other(lambda n: n.update(caller=STATUS)),
        "node 'caller' needs a code",
    ),
    (
        "a code of no ticket that ends the call",
        _other(lambda n: n.update(line=_digits(keyed="caller"), caller=STATUS | {"unknown": "goodbye"})),
        "is hung up on: caller > goodbye",
    ),
    ("a hostile number", _other(lambda n: n.update(labour={"type": "transfer", "number": "119&0"})), "transfer.number"),
    ("a hostile case", _other(lambda n: n["line"].update(cases={"1,2": "labour"})), "nodes.line.branch.cases"),
    ("hours without an end", _other(lambda n: n["office"].pop("closed")), "nodes.office.hours.closed"),
]


@pytest.mark.parametrize(("content", "sentence"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_flow_is_refused_with_a_sentence(tmp_path: Path, content: object, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        load(_file(tmp_path, content))
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.yaml cannot be read"):
        load(tmp_path / "gone.yaml")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match=r"flow\.yaml (cannot be read|is no YAML)"):
        load(path)


def test_a_branch_is_read_as_it_is_written_by_hand() -> None:
    text = "a: {type: branch, on: caller, cases: {abroad: no}, otherwise: yes}\nb: true"
    read = {"type": "branch", "on": "caller", "cases": {"abroad": "no"}, "otherwise": "yes"}
    assert parse(text) == {"a": read, "b": True}


def test_a_way_back_by_key_is_allowed() -> None:
    assert Flow.model_validate(TWO_LEVELS).nodes["second"].choices["*"] == "first"  # type: ignore[union-attr]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PLACES = (
    "code",
    "version",
    "start",
    "nodes",
    "nodes.first",
    "nodes.first.choices",
    "nodes.first.prompt",
    "nodes.notice",
)


def read_or_refused(content: str | bytes) -> Flow | None:
    """Load a file with this content: a flow comes out of it, or one sentence that names the file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flow.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        refused, flow = "flow.yaml", None
        try:
            flow = load(path)
        except BadInput as error:
            refused = str(error)
    assert refused.startswith("flow.yaml")
    assert flow is None or list(check(flow)) == []
    return flow


@given(st.binary(max_size=300) | st.text(alphabet=st.characters(codec="utf-8"), max_size=300).map(str.encode))
def test_whatever_a_file_holds_is_read_or_refused_with_a_sentence(content: bytes) -> None:
    read_or_refused(content)


@given(st.sampled_from(PLACES), ANYTHING)
def test_whatever_stands_at_a_place_is_read_or_refused_with_a_sentence(place: str, value: object) -> None:
    *way, last = place.split(".")
    content = copy.deepcopy(TWO_LEVELS)
    inner = content
    for name in way:
        inner = inner[name]
    inner[last] = value
    flow = read_or_refused(yaml.safe_dump(content, allow_unicode=True))
    assert flow is None or first_of(flow).choices


@given(st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_with_a_sentence(data: st.DataObject) -> None:
    content = bytearray(yaml.safe_dump(TWO_LEVELS).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    read_or_refused(bytes(content))


@pytest.mark.parametrize(
    "content", ["&a {nodes: *a}", "&a [*a]", "nodes: &n {first: *n}", "? [a]\n: b", "a: !!python/name:os.system"]
)
def test_a_file_that_turns_in_itself_is_refused(content: str) -> None:
    assert read_or_refused(content) is None


PAGE = Path(__file__).resolve().parents[3] / "docs" / "menus.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("text", EXAMPLES, ids=[text.split()[1] for text in EXAMPLES])
def test_the_flows_of_the_page_are_sound(text: str) -> None:
    flow = Flow.model_validate({"code": "example"} | parse(text))
    assert list(check(flow)) == []


def test_each_type_of_node_has_an_example_that_is_one() -> None:
    kinds = get_args(get_args(AnyNode)[0])
    assert len(kinds) == 13
    for kind in kinds:
        # Whatever stands behind "Example", up to its last brace: a node by its name.
        text = re.sub(r"\s+", " ", str(kind.__doc__).partition("xample")[2])
        found = re.search(r"(\w+): (\{.*\})", text)
        assert found, kind.__name__
        assert kind.model_validate(parse(found[2])).type == kind.model_fields["type"].annotation.__args__[0]
