"""Asterisk's configuration files as AMI shows them; its failures are chosen by the test."""

from __future__ import annotations

from telephony.ami.actions import Action
from telephony.ami.client import AmiError, AmiGone
from telephony.ami.framing import AmiMessage

File = dict[str, list[tuple[str, str]]]


class FakeConfig:
    """Stands in for `AmiClient`; `files` outlives it."""

    def __init__(self, files: dict[str, File]) -> None:
        self.files, self.sent = files, list[Action]()
        self.dies_at = ""  # `name` or `name target`: the switch is killed in the middle of it
        self.refuses = ""
        self.away = self.closed = False
        self.largest = 0

    async def connect(self) -> None:
        """Connect."""
        if self.away:
            raise ConnectionRefusedError

    def close(self) -> None:
        """Close."""
        self.closed = True

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Carry an action out."""
        action.encode("t1")
        self.sent.append(action)
        said = dict(action.headers)
        here = f"{action.name} {said.get('DstFilename', '')}".strip()
        if self.refuses == here:
            raise AmiError("Permission denied")
        if self.dies_at == here:
            if action.name == "UpdateConfig":
                whole = self.files[said["SrcFilename"]]
                self.files[said["DstFilename"]] = dict(list(whole.items())[:1])  # truncated in place
            self.away = True
            raise AmiGone("the AMI connection ended before the answer")
        match action.name:
            case "CreateConfig":
                if said["Filename"] in self.files:
                    raise AmiError("File exists")
                self.files[said["Filename"]] = {}
            case "UpdateConfig":
                self._update(action, said)
            case "GetConfig":
                return self._get(said["Filename"])
        return AmiMessage.of(Response="Success")

    def _update(self, action: Action, said: dict[str, str]) -> None:
        if said["SrcFilename"] not in self.files:
            raise AmiError("Config file not found")
        content = {name: list(lines) for name, lines in self.files[said["SrcFilename"]].items()}
        numbers = [name.partition("-")[2] for name in said if name.startswith("Action-")]
        self.largest = max(self.largest, len(numbers))
        for number in numbers:
            if said[f"Action-{number}"] == "NewCat":
                content[said[f"Cat-{number}"]] = []
            else:
                content[said[f"Cat-{number}"]].append((said[f"Var-{number}"], said[f"Value-{number}"]))
        self.files[said["DstFilename"]] = content

    def _get(self, name: str) -> AmiMessage:
        if name not in self.files:
            raise AmiError("Config file not found")
        headers = {"response": "Success"}
        for at, (section, lines) in enumerate(self.files[name].items()):
            headers[f"category-{at:06d}"] = section
            for line, (key, value) in enumerate(lines):
                headers[f"line-{at:06d}-{line:06d}"] = f"{key}={value}"
        return AmiMessage.of(**headers)
