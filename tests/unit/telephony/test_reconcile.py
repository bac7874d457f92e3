"""Books that tell of the same calls: where they agree nothing is found, where they differ each kind is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from telephony.events import Fact, Kind, call_id_of, id_of
from telephony.reconcile.books import Book, KnownCall, Sums, of_cel, of_ledger, of_queue_log
from telephony.reconcile.compare import (
    Difference,
    Matter,
    Recorded,
    compare_calls,
    compare_matters,
    compare_recordings,
    strays,
)

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LINKEDID = f"node1-{int(START.timestamp())}.7"
CALL = call_id_of("node1", LINKEDID)
END = START + timedelta(seconds=40)
NOW = END + timedelta(hours=2)
STORY = (
    (Kind.call_entered, 0, {}),
    (Kind.call_offered, 5, {}),
    (Kind.call_answered, 9, {}),
    (Kind.talk_ended, 39, {}),
    (Kind.queue_left, 39, {}),
    (Kind.call_ended, 40, {"reason": "caller"}),
)


def fact(kind: Kind, second: float, payload: Mapping[str, str], number: int = 0) -> Fact:
    at = START + timedelta(seconds=second)
    return Fact(id_of("node1", LINKEDID, str(kind), str(number)), kind, "node1", LINKEDID, at, CALL, dict(payload))


def cel(*rows: tuple[str, float, str, str, str]) -> list[str]:
    """Rows of ``(event, second, channel, context, application)``; the agent's channel has an id of its own."""
    lines = []
    for kind, second, channel, context, application in rows:
        unique = LINKEDID if channel.startswith("PJSIP/trunk") else f"{LINKEDID}9"
        at = START.timestamp() + second
        cells = (kind, f"{at:.6f}", unique, LINKEDID, channel, context, application, "", "")
        lines.append(",".join(f'"{cell}"' for cell in cells) + "\n")
    return lines


CEL = cel(
    ("CHAN_START", 0, "PJSIP/trunk-00000001", "from_trunk", ""),
    ("APP_START", 5, "PJSIP/trunk-00000001", "hotline_queue", "Queue"),
    ("BRIDGE_ENTER", 9, "PJSIP/1001p-00000002", "hotline_queue", "AppQueue"),
    ("BRIDGE_ENTER", 9, "PJSIP/trunk-00000001", "hotline_queue", "Queue"),
    ("HANGUP", 40, "PJSIP/trunk-00000001", "hotline_queue", ""),
)
QUEUE_LOG = [
    f"{int(START.timestamp()) + 5}|{LINKEDID}|hotline_general|NONE|ENTERQUEUE||hidden|1\n",
    f"{int(START.timestamp()) + 9}|{LINKEDID}|hotline_general|1001|CONNECT|4|x|3\n",
    f"{int(START.timestamp()) + 39}|{LINKEDID}|hotline_general|1001|COMPLETECALLER|4|30|1\n",
]


def books() -> tuple[dict[str, Book], dict[str, KnownCall]]:
    ledger, known = of_ledger(fact(*row) for row in STORY)
    rows = Book("rows", {LINKEDID: replace(ledger.calls[LINKEDID])})
    found = {"ledger": ledger, "rows": rows, "cel": of_cel(CEL, ["PJSIP/1001p"]), "queue_log": of_queue_log(QUEUE_LOG)}
    return found, known


def compared(
    changed: Mapping[str, Book] = {}, known: Mapping[str, KnownCall] | None = None
) -> list[Difference]:  # never changed
    found, calls = books()
    return list(compare_calls(list({**found, **changed}.values()), calls if known is None else known, NOW))


def test_books_of_one_story_agree() -> None:
    found, _ = books()
    assert found["cel"].calls[LINKEDID] == Sums(True, True, END, 1, 1)
    assert found["ledger"].calls[LINKEDID] == Sums(True, True, END, 1, 1)
    assert found["queue_log"].calls[LINKEDID] == Sums(True, None, None, 1, 1)
    assert compared() == []


@pytest.mark.parametrize(
    ("book", "sums", "kind", "says"),
    [
        ("rows", {"visits": 2}, "visits_differ", "2"),
        ("rows", {"answered": 0}, "answers_differ", "0"),
        ("rows", {"ended": False, "ended_at": None}, "end_differs", "no"),
        ("cel", {"visits": 0}, "visits_differ", "0"),
        ("cel", {"answered": 0}, "answers_differ", "0"),
        ("cel", {"ended": False, "ended_at": None}, "end_differs", "no"),
        ("queue_log", {"visits": 3}, "visits_differ", "3"),
        ("queue_log", {"answered": 2}, "answers_differ", "2"),
    ],
)
def test_a_book_that_says_something_else_is_named(book: str, sums: dict[str, object], kind: str, says: str) -> None:
    found, _ = books()
    calls = {LINKEDID: replace(found[book].calls[LINKEDID], **sums)}  # type: ignore[arg-type]
    (difference,) = compared({book: Book(book, calls)})
    assert (difference.kind, difference.subject, difference.call_id) == (kind, str(CALL), CALL)
    assert difference.books[book] == says
    assert difference.books["ledger"] != says


@pytest.mark.parametrize("book", ["rows", "cel"])
def test_a_call_that_a_book_lacks_is_found(book: str) -> None:
    (difference,) = compared({book: Book(book, {})})
    assert difference.kind == "call_missing"
    assert difference.books == {"ledger": "yes", "rows": "yes", "cel": "yes", "queue_log": "yes"} | {book: "no"}


def test_a_queue_log_that_lacks_a_call_says_that_it_never_waited() -> None:
    kinds = {
        difference.kind: difference.books["queue_log"] for difference in compared({"queue_log": Book("queue_log", {})})
    }
    assert kinds == {"visits_differ": "0", "answers_differ": "0"}


def test_a_call_of_the_switch_that_the_ledger_lacks_is_found_by_its_linked_id() -> None:
    (difference,) = compared({"ledger": Book("ledger", {})}, known={})
    assert (difference.kind, difference.subject, difference.call_id) == ("call_not_in_ledger", LINKEDID, None)


@pytest.mark.parametrize("reason", ["gap", "switch_restarted"])
def test_what_the_switch_could_not_write_when_it_died_is_explained(reason: str) -> None:
    found, known = books()
    cut = {LINKEDID: replace(known[LINKEDID], end_reason=reason)}
    half = {LINKEDID: Sums(True, False, None, 1, 0)}
    assert compared({"cel": Book("cel", half), "queue_log": Book("queue_log", {})}, cut) == []
    assert [d.kind for d in compared({"cel": Book("cel", half)})] == ["end_differs", "answers_differ"]
    # Our own two books must agree all the same.
    rows = Book("rows", {LINKEDID: replace(found["rows"].calls[LINKEDID], visits=2)})
    assert [d.kind for d in compared({"rows": rows}, cut)] == ["visits_differ"]


def test_a_call_is_left_alone_until_its_books_have_settled() -> None:
    found, known = books()
    wrong = {**found, "rows": Book("rows", {})}
    for now, count in ((END + timedelta(seconds=59), 0), (END + timedelta(seconds=61), 1)):
        assert len(list(compare_calls(list(wrong.values()), known, now))) == count
    running = {name: Book(name, {LINKEDID: Sums(True, False, None, 1, 0)}) for name in ("ledger", "rows", "cel")}
    assert list(compare_calls(list(running.values()), known, NOW)) == []


def test_calls_that_began_before_are_left_out_and_so_are_ids_that_are_none() -> None:
    book = Book("cel", {LINKEDID: Sums(True), "node1-100.1": Sums(True), "strange": Sums(True)})
    assert set(book.since(START).calls) == {LINKEDID}


def test_rows_that_are_cut_off_are_passed_over() -> None:
    assert of_cel([*CEL, CEL[-1][:30]], ["PJSIP/1001p"]) == of_cel(CEL, ["PJSIP/1001p"])
    assert of_queue_log([*QUEUE_LOG, QUEUE_LOG[0].rstrip("\n")]) == of_queue_log(QUEUE_LOG)


@pytest.mark.parametrize(
    ("recorded", "kinds"),
    [
        ({CALL: Recorded("verified")}, []),
        ({}, ["recording_missing"]),
        ({CALL: Recorded("missing", "mixed_missing")}, ["recording_missing"]),
        ({CALL: Recorded("to_verify")}, ["recording_unchecked"]),
        ({CALL: Recorded("verified", "length_differs")}, ["recording_problem"]),
    ],
)
def test_every_answered_call_has_its_recording_or_a_difference(recorded: dict, kinds: list[str]) -> None:  # type: ignore[type-arg]
    _, known = books()
    assert [d.kind for d in compare_recordings(known, recorded, NOW)] == kinds
    assert list(compare_recordings(known, recorded, END + timedelta(minutes=4))) == []
    unanswered = {LINKEDID: replace(known[LINKEDID], answered_at=None)}
    assert list(compare_recordings(unanswered, recorded, NOW)) == []


@pytest.mark.parametrize(
    ("matter", "kinds"),
    [
        (Matter("ticket", END, has_ticket=True, is_delivered=True), []),
        (Matter("no_ticket", END), []),
        (Matter("linked", END), []),
        (None, ["conclusion_missing"]),
        (Matter("ticket", END, has_ticket=False), ["ticket_missing"]),
        (Matter("ticket", END, has_ticket=True, is_delivered=False), ["ticket_not_delivered"]),
    ],
)
def test_every_answered_call_has_its_conclusion_or_a_difference(matter: Matter | None, kinds: list[str]) -> None:
    _, known = books()
    matters = {CALL: matter} if matter else {}
    assert [d.kind for d in compare_matters(known, matters, NOW)] == kinds


def test_a_file_of_no_call_is_found() -> None:
    assert [(d.kind, d.subject) for d in strays({"node1-1.1", "node1-2.2"}, {"node1-2.2"})] == [
        ("recording_without_call", "node1-1.1")
    ]
