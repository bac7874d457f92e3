"""When and why a call ended that nobody saw end."""

from __future__ import annotations

from call_story import LINKEDID, at, bridged, connects, enters, joins, play

from telephony.calls.gone import Evidence, is_another

OTHER = "node1-1795400099.7"
TALKING, _ = play([enters(), joins(6), connects(8, 2), bridged(8)])
NOW = at(200)


def test_last_known_from_its_own_facts() -> None:
    assert Evidence([], {}, None).end_of(TALKING, NOW) == ("gap", at(8))


def test_the_node_was_heard_of_later() -> None:
    assert Evidence([at(20), at(60)], {}, None).end_of(TALKING, NOW) == ("gap", at(60))


def test_the_files_tell_more_of_it_and_nothing_of_it_by_others() -> None:
    evidence = Evidence([at(20)], {LINKEDID: at(70), OTHER: at(90)}, None)
    assert evidence.end_of(TALKING, NOW) == ("gap", at(70))


def test_asterisk_started_anew_every_sign_of_the_old_one_counts() -> None:
    evidence = Evidence([at(20)], {LINKEDID: at(30), OTHER: at(90)}, at(120))
    assert evidence.end_of(TALKING, NOW) == ("switch_restarted", at(90))


def test_what_came_after_the_start_is_no_sign_of_the_old_one() -> None:
    evidence = Evidence([at(20), at(130)], {OTHER: at(140)}, at(120))
    assert evidence.end_of(TALKING, NOW) == ("switch_restarted", at(20))


def test_an_asterisk_that_started_before_the_call_was_not_restarted() -> None:
    for booted in (at(-500), at(0), at(1.5)):
        assert Evidence([at(20)], {}, booted).end_of(TALKING, NOW) == ("gap", at(20))


def test_a_call_of_the_last_second_dies_with_the_asterisk_it_was_followed_on() -> None:
    evidence = Evidence([at(0.5)], {}, at(1), frozenset({LINKEDID}))
    assert evidence.end_of(TALKING, NOW) == ("switch_restarted", at(0.5))
    assert Evidence([at(20)], {}, None, frozenset({LINKEDID})).end_of(TALKING, NOW) == ("gap", at(20))


def test_an_uptime_that_was_heard_late_makes_no_other_asterisk_of_a_call_long_after_its_start() -> None:
    evidence = Evidence([at(60)], {}, at(-500), frozenset({LINKEDID}))
    assert evidence.end_of(TALKING, NOW) == ("gap", at(60))


def test_an_uptime_told_twice_differs_by_its_rounding() -> None:
    assert not is_another(at(0), at(1.9))
    assert is_another(at(0), at(2.1))
    assert not is_another(None, at(9))
    assert not is_another(at(0), None)


def test_no_moment_lies_in_the_future() -> None:
    assert Evidence([at(900)], {}, None).end_of(TALKING, NOW) == ("gap", NOW)
