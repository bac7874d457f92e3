"""How citizens ask for a ticket: its number and a code of six digits, five wrong tries, then an agent."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass
from enum import StrEnum

from foundation.crypto import Vault
from tickets.contract.codes import TRIES, code_of

DERIVED, STORED = "query_code", "query_code_hash"


class Answer(StrEnum):
    """What becomes of a code that was given."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True)
class CodeState:
    """A stored code: its keyed hash and how often a wrong one was given since the last right one."""

    code_hash: str
    wrong_tries: int


def query_code(vault: Vault, ticket: uuid.UUID) -> str:
    """Return the code of a ticket: the same whenever it is asked for, random to whoever lacks the key.

    ``ticket`` is the service's own key, of which 74 bits are random and which leaves the service nowhere.
    """
    return code_of(int(vault.lookup(str(ticket), DERIVED), 16))


def hash_of(vault: Vault, ticket: uuid.UUID, code: str) -> str:
    """Return what is stored of a code."""
    return vault.lookup(f"{ticket}:{code}", STORED)


def judge(state: CodeState, given_hash: str) -> tuple[Answer, CodeState]:
    """Decide on a code that was given; a locked code stays locked, also for the right one."""
    if state.wrong_tries >= TRIES:
        return Answer.LOCKED, state
    if hmac.compare_digest(state.code_hash, given_hash):
        return Answer.RIGHT, CodeState(state.code_hash, 0)
    wrong = state.wrong_tries + 1
    return Answer.LOCKED if wrong >= TRIES else Answer.WRONG, CodeState(state.code_hash, wrong)
