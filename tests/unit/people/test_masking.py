"""Masking: every column of personal data has a rule, for every role; confidential stays confidential."""

from __future__ import annotations

import pytest

from foundation.database import Base
from foundation.people import SYSTEM, Scope
from foundation.people.acts import ROLES
from foundation.people.masking import RULES, Exposure, column_exposure, exposure
from hotline import tables
from telephony.models import CallerRow, CallRow


def classes() -> set[str]:
    assert tables.ALL
    columns = (column for table in Base.metadata.tables.values() for column in table.columns)
    return {column.info["data_class"] for column in columns if "data_class" in column.info}


def test_every_class_of_the_store_has_a_rule() -> None:
    assert classes() <= RULES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_an_answer_for_every_column(role: str) -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            for own in (False, True):
                for confidential in (False, True):
                    shown = column_exposure(ROLES[role].grants, column, own=own, confidential=confidential)
                    assert shown in Exposure
                    if confidential and not own and "data_class" in column.info:
                        assert shown is Exposure.WITHHELD


def test_a_number_is_whole_for_the_agent_of_the_call_and_masked_for_his_colleague() -> None:
    agent = ROLES["agent"].grants
    assert column_exposure(agent, CallerRow.number, own=True) is Exposure.SHOWN
    assert column_exposure(agent, CallerRow.number) is Exposure.MASKED
    assert column_exposure(ROLES["supervisor"].grants, CallerRow.number) is Exposure.ON_REQUEST
    assert column_exposure(ROLES["quality_reviewer"].grants, CallerRow.number) is Exposure.MASKED
    assert column_exposure({}, CallRow.line) is Exposure.SHOWN


def test_recordings_of_others_are_asked_for_with_a_purpose() -> None:
    assert exposure(ROLES["quality_reviewer"].grants, "audio") is Exposure.ON_REQUEST
    assert exposure(ROLES["agent"].grants, "audio", own=True) is Exposure.SHOWN
    assert exposure(ROLES["agent"].grants, "audio") is Exposure.WITHHELD
    assert exposure(ROLES["dispatcher"].grants, "audio") is Exposure.WITHHELD
    assert exposure(ROLES["system_administrator"].grants, "words") is Exposure.WITHHELD


def test_a_grant_of_its_own_opens_confidential_contacts() -> None:
    grants = {**ROLES["supervisor"].grants, "confidential.read": Scope.ALL}
    assert exposure(grants, "words", confidential=True) is Exposure.ON_REQUEST
    little = {**ROLES["supervisor"].grants, "confidential.read": Scope.OWN}
    assert exposure(little, "words", confidential=True) is Exposure.WITHHELD
    assert exposure(SYSTEM.grants, "phone", confidential=True) is Exposure.ON_REQUEST
    assert exposure(ROLES["agent"].grants, "words", own=True, confidential=True) is Exposure.SHOWN


def test_words_of_others_are_asked_for_with_a_purpose() -> None:
    for role in ("supervisor", "quality_reviewer"):
        assert exposure(ROLES[role].grants, "words") is Exposure.ON_REQUEST
        assert exposure(ROLES[role].grants, "address") is Exposure.ON_REQUEST
    assert exposure(ROLES["agent"].grants, "words", own=True) is Exposure.SHOWN
    assert exposure(ROLES["agent"].grants, "words") is Exposure.WITHHELD


def test_everyone_sees_his_own_name_and_the_auditor_the_notes() -> None:
    for role in ROLES:
        assert exposure(ROLES[role].grants, "name", own=True) is Exposure.SHOWN
    assert exposure(ROLES["agent"].grants, "name") is Exposure.MASKED
    assert exposure(ROLES["auditor"].grants, "note") is Exposure.SHOWN
    assert exposure(ROLES["supervisor"].grants, "note") is Exposure.WITHHELD


def test_an_unknown_class_is_no_guess() -> None:
    with pytest.raises(KeyError):
        exposure({}, "unheard_of")
