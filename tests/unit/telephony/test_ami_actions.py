"""Nothing that is given can become a second header or a second action."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.ami import actions
from telephony.ami.actions import LINE_LIMIT, Action, BadAction

CONTROL = [chr(c) for c in (*range(32), 127)]


@pytest.mark.parametrize("control", CONTROL)
def test_switch_2_5_control_characters_never_reach_the_wire(control: str) -> None:
    """SWITCH 2.5: CR/LF in a value would be a second action."""
    with pytest.raises(BadAction):
        Action("Setvar", (("Variable", "X"), ("Value", f"a{control}b"))).encode("h1")
    with pytest.raises(BadAction):
        Action("Setvar", ((f"Va{control}lue", "a"),)).encode("h1")
    with pytest.raises(BadAction):
        actions.agi_argument(f"a{control}b")


def test_switch_2_a_line_beyond_1000_utf8_bytes_is_refused() -> None:
    """AMI drops a line over 1,024 bytes; a Chinese character counts three."""
    fits = LINE_LIMIT - len("Value: ")
    Action("Setvar", (("Value", "a" * fits),)).encode("h1")
    with pytest.raises(BadAction, match="longer"):
        Action("Setvar", (("Value", "a" * (fits + 1)),)).encode("h1")
    with pytest.raises(BadAction, match="longer"):
        Action("Setvar", (("Value", "市" * (fits // 3 + 1)),)).encode("h1")


def test_switch_2_action_id_comes_first() -> None:
    """An error about a long line echoes the ActionID only if it came before."""
    lines = Action("Ping", (("Other", "1"),)).encode("h7").split(b"\r\n")
    assert lines == [b"Action: Ping", b"ActionID: h7", b"Other: 1", b"", b""]


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_encoded_is_one_action(name: str, value: str) -> None:
    try:
        data = Action("Setvar", (("Variable", name), ("Value", value))).encode("h1")
    except BadAction:
        return
    assert data.count(b"\r\n\r\n") == 1
    assert data.endswith(b"\r\n\r\n")
    assert data.count(b"\r\n") == 5


@pytest.mark.parametrize("bad", ["", "Code", "a b", "a,b", "a-b", "x" * 33, "王", "a\n", "a;b", "a|b", 'a"'])
def test_switch_5_codes_are_refused_by_type(bad: str) -> None:
    """SWITCH 5: a pause reason with a comma made Asterisk lose members."""
    with pytest.raises(BadAction):
        actions.code(bad)
    with pytest.raises(BadAction):
        actions.queue_pause("PJSIP/1001p", True, bad or "-")
    with pytest.raises(BadAction):
        actions.queue_add(bad, "PJSIP/1001p", "1001")


@pytest.mark.parametrize("good", ["a", "wrap_up", "0123456789", "x" * 32])
def test_codes_that_may_go_through_asterisk(good: str) -> None:
    assert actions.code(good) == good


@pytest.mark.parametrize("bad", ["", "PJSIP/trunk 1", "PJSIP/a,b", "PJSIP/a\r\nAction: Ping", "PJSIP/王", "x" * 121])
def test_channel_names_are_checked(bad: str) -> None:
    for build in (actions.hang_up, lambda c: actions.redirect(c, "hotline_rescue"), lambda c: actions.agi(c, "A", "1")):
        with pytest.raises(BadAction):
            build(bad)


def test_two_legs_are_redirected_in_the_order_given() -> None:
    sent = dict(actions.redirect_both("PJSIP/1001p-1", "hotline_consult", "PJSIP/trunk-1", "hotline_hold").headers)
    assert (sent["Channel"], sent["Context"]) == ("PJSIP/1001p-1", "hotline_consult")
    assert (sent["ExtraChannel"], sent["ExtraContext"]) == ("PJSIP/trunk-1", "hotline_hold")
    with pytest.raises(BadAction):
        actions.device_state("PJSIP/1001w)${SHELL(id)}")


@pytest.mark.parametrize("value", ["a,b", "a;b", 'a"b', "a'b", "${SHELL(id)}", "a\\b", "$[1+1]", "{x}"])
def test_variables_of_an_originate_hold_nothing_that_asterisk_reads(value: str) -> None:
    with pytest.raises(BadAction):
        actions.variable("TAP_ID", value)
    with pytest.raises(BadAction):
        actions.variable("tap id", "1")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_an_agi_argument_is_one_argument(value: str) -> None:
    quoted = actions.agi_argument(value)
    assert quoted[0] == quoted[-1] == '"'
    inside = quoted[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
