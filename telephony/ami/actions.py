"""Actions, built so that no value can become a second header or a second action (SWITCH 2.5 and the notes below it)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from foundation.errors import BadInput

LINE_LIMIT = 1000  # AMI drops a line over 1,024 bytes
CODE = re.compile(r"[a-z0-9_]{1,32}\Z")
CHANNEL = re.compile(r"[A-Za-z0-9_.@/;:+-]{1,120}\Z")


class BadAction(BadInput):
    """A value that must not reach the wire."""

    code = "bad_action"


@dataclass(frozen=True)
class Action:
    """An action by name with its headers, in order; a header may repeat."""

    name: str
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, action_id: str) -> bytes:
        """Return the bytes for the wire, ActionID first so that an error can be matched.

        Raises:
            BadAction: a control character, half a character, or a line over 1,000 UTF-8 bytes.
        """
        lines = [("Action", self.name), ("ActionID", action_id), *self.headers]
        out = bytearray()
        for name, value in lines:
            if any(ord(c) < 32 or ord(c) == 127 for c in name + value):
                raise BadAction(f"header {name!r} of {self.name} holds a control character")
            try:
                line = f"{name}: {value}".encode()
            except UnicodeEncodeError:
                raise BadAction(f"header {name!r} of {self.name} holds half a character") from None
            if len(line) > LINE_LIMIT:
                raise BadAction(f"header {name!r} of {self.name} is longer than {LINE_LIMIT} bytes")
            out += line + b"\r\n"
        return bytes(out + b"\r\n")


def code(value: str) -> str:
    """Return a code that may go through Asterisk.

    Raises:
        BadAction: not ``[a-z0-9_]{1,32}``.
    """
    if not CODE.match(value):
        raise BadAction("a code that goes through Asterisk has 1 to 32 characters of a-z, 0-9 and _")
    return value


def channel_name(value: str) -> str:
    """Return a channel or interface name, refused when it could be anything else."""
    if not CHANNEL.match(value):
        raise BadAction("this is no channel name")
    return value


def variable(name: str, value: str) -> str:
    """Return ``name=value`` for an Originate; a value may hold no comma, quote or semicolon."""
    if not re.fullmatch(r"_{0,2}[A-Z_][A-Z0-9_]*", name) or re.search(r"[,;\"'$\\{}\[\]]", value):
        raise BadAction(f"variable {name!r} cannot be passed safely")
    return f"{name}={value}"


def ping() -> Action:
    """Ask for a Pong."""
    return Action("Ping")


def set_global(name: str, value: str) -> Action:
    """Set a global variable."""
    return Action("Setvar", (("Variable", name), ("Value", value)))


def set_variable(channel: str, name: str, value: str) -> Action:
    """Set a variable of a channel."""
    return Action("Setvar", (("Channel", channel_name(channel)), ("Variable", name), ("Value", value)))


def set_variables(channel: str, variables: Mapping[str, str]) -> tuple[Action, ...]:
    """Set several variables of a channel, one action each."""
    return tuple(set_variable(channel, name, value) for name, value in variables.items())


def get_variable(name: str, channel: str | None = None) -> Action:
    """Read a variable of a channel, or a global one."""
    where = (("Channel", channel_name(channel)),) if channel else ()
    return Action("Getvar", (*where, ("Variable", name)))


def status(variables: tuple[str, ...] = ()) -> Action:
    """List the channels with these variables."""
    return Action("Status", (("Variables", ",".join(variables)),) if variables else ())


def queue_status(queue: str = "") -> Action:
    """List queues, members and callers, of one queue or of all."""
    return Action("QueueStatus", (("Queue", code(queue)),) if queue else ())


def queue_callers(queue: str) -> Action:
    """List the callers of one queue, without its members: no member is called so."""
    return Action("QueueStatus", (("Queue", code(queue)), ("Member", "-")))


def change_priority(queue: str, channel: str, priority: int) -> Action:
    """Give a waiting caller another priority and move him at once."""
    headers = (("Queue", code(queue)), ("Caller", channel_name(channel)), ("Priority", str(int(priority))))
    return Action("QueueChangePriorityCaller", (*headers, ("Immediate", "yes")))


def withdraw(queue: str, channel: str, info: str = "") -> Action:
    """Have a waiting caller leave his queue between two ring attempts; ``info`` is left on his channel."""
    headers = (("Queue", code(queue)), ("Caller", channel_name(channel)))
    return Action("QueueWithdrawCaller", (*headers, *((("WithdrawInfo", info),) if info else ())))


def queue_add(queue: str, interface: str, member: str, penalty: int = 0, paused_reason: str | None = None) -> Action:
    """Put an agent's endpoint into a queue; ``paused_reason`` adds it paused."""
    headers = [
        ("Queue", code(queue)),
        ("Interface", channel_name(interface)),
        ("MemberName", code(member)),
        ("Penalty", str(int(penalty))),
    ]
    if paused_reason is not None:
        headers += [("Paused", "true"), ("Reason", code(paused_reason))]
    return Action("QueueAdd", tuple(headers))


def queue_penalty(queue: str, interface: str, penalty: int) -> Action:
    """Set an endpoint's penalty in one queue."""
    headers = (("Interface", channel_name(interface)), ("Penalty", str(int(penalty))), ("Queue", code(queue)))
    return Action("QueuePenalty", headers)


def queue_remove(queue: str, interface: str) -> Action:
    """Take an endpoint out of a queue."""
    return Action("QueueRemove", (("Queue", code(queue)), ("Interface", channel_name(interface))))


def queue_pause(interface: str, paused: bool, reason: str = "", queue: str | None = None) -> Action:
    """Pause or unpause an endpoint, in all its queues unless one is named."""
    headers = [("Interface", channel_name(interface)), ("Paused", "true" if paused else "false")]
    if queue:
        headers.append(("Queue", code(queue)))
    if reason:
        headers.append(("Reason", code(reason)))
    return Action("QueuePause", tuple(headers))


def db_get(family: str, key: str) -> Action:
    """Read a value of astdb; answers with a list of at most one."""
    return Action("DBGet", (("Family", code(family)), ("Key", channel_name(key))))


def rotate_logs() -> Action:
    """Have Asterisk begin ``messages`` and ``queue_log`` anew; the old ones get the ending ``.0``."""
    return Action("LoggerRotate")


def redirect(channel: str, context: str, exten: str = "s") -> Action:
    """Send one leg elsewhere in the dialplan."""
    return Action(
        "Redirect",
        (("Channel", channel_name(channel)), ("Context", code(context)), ("Exten", exten), ("Priority", "1")),
    )


def redirect_both(first: str, first_context: str, second: str, second_context: str, exten: str = "s") -> Action:
    """Send two bridged legs elsewhere at once.

    Name the agent's leg first: it has no dialplan of its own, and once the caller has left the bridge it cannot be sent
    anywhere (docs/switch-contract.md).
    """
    return Action(
        "Redirect",
        (
            ("Channel", channel_name(first)),
            ("Context", code(first_context)),
            ("Exten", exten),
            ("Priority", "1"),
            ("ExtraChannel", channel_name(second)),
            ("ExtraContext", code(second_context)),
            ("ExtraExten", exten),
            ("ExtraPriority", "1"),
        ),
    )


def device_state(interface: str) -> Action:
    """Ask for the state of a phone's endpoint; ``Value`` is UNAVAILABLE, NOT_INUSE, INUSE ..."""
    return Action("Getvar", (("Variable", f"DEVICE_STATE({channel_name(interface)})"),))


def hang_up(channel: str, cause: int = 16) -> Action:
    """Hang a channel up."""
    return Action("Hangup", (("Channel", channel_name(channel)), ("Cause", str(int(cause)))))


def originate(
    channel: str,
    context: str,
    exten: str,
    *,
    account: str,
    variables: Mapping[str, str],
    timeout_seconds: float = 30,
    channel_id: str = "",
) -> Action:
    """Start a call (or a tap); the answer is only ``queued``. ``channel_id`` becomes the unique id of its channel."""
    return Action(
        "Originate",
        (
            ("Channel", channel_name(channel)),
            ("Context", code(context)),
            ("Exten", exten),
            ("Priority", "1"),
            ("Async", "true"),
            ("Timeout", str(int(timeout_seconds * 1000))),
            ("Account", code(account)),
            *((("ChannelId", channel_name(channel_id)),) if channel_id else ()),
            *(("Variable", variable(name, value)) for name, value in variables.items()),
        ),
    )


def agi(channel: str, command: str, command_id: str) -> Action:
    """Queue one AGI command on a channel that runs ``AGI(agi:async)``."""
    return Action("AGI", (("Channel", channel_name(channel)), ("Command", command), ("CommandID", command_id)))


def agi_argument(value: str) -> str:
    """Quote one argument of an AGI command.

    Raises:
        BadAction: a control character (an AGI command is one line).
    """
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise BadAction("an AGI argument holds a control character")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
