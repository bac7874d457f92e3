"""A bare AMI socket for tests: no panoramisk, no controller. Events and answers are dictionaries of text."""

import asyncio
import itertools

Frame = dict[str, str]


class AmiRefused(Exception):
    """Asterisk answered an action with an error; the text is its message."""


class PlainAmi:
    """Log in with `PlainAmi.connect`; `send` awaits the answer, `wait_event` an event, past ones included."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.events: list[Frame] = []
        self._reader, self._writer = reader, writer
        self._ids = itertools.count(1)
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._lists: dict[str, list[Frame]] = {}
        self._news = asyncio.Condition()
        self._task = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, port: int, user: str, secret: str) -> "PlainAmi":
        """Connect to the loopback and log in."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        ami = cls(reader, writer)
        await ami.send("Login", Username=user, Secret=secret)
        return ami

    async def close(self) -> None:
        """Drop the connection as a killed process does."""
        self._task.cancel()
        self._writer.close()

    async def send(self, action: str, *more: tuple[str, str], **headers: str) -> Frame:
        """Send an action, return its answer; `more` are headers whose name repeats."""
        action_id = str(next(self._ids))
        pairs = [("Action", action), ("ActionID", action_id), *headers.items(), *more]
        if any("\r" in value or "\n" in value for _, value in pairs):
            raise ValueError("a line break in a header")
        future: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[action_id] = future
        self._writer.write(("".join(f"{key}: {value}\r\n" for key, value in pairs) + "\r\n").encode())
        answer = await asyncio.wait_for(future, 10)
        if answer.get("Response") == "Error":
            raise AmiRefused(f"{action}: {answer.get('Message')}")
        return answer

    async def list(self, action: str, end: str, **headers: str) -> list[Frame]:
        """Send an action that answers with a list of events and return them."""
        start = len(self.events)
        answer = await self.send(action, **headers)
        action_id = answer["ActionID"]
        await self.wait_event(end, start=start, ActionID=action_id)
        return [e for e in self.events[start:] if e.get("ActionID") == action_id and e.get("Event") != end]

    async def get_global(self, name: str) -> str:
        """Return a global variable, empty when it is not set."""
        return (await self.send("Getvar", Variable=name)).get("Value", "")

    async def wait_event(self, name: str, seconds: float = 20, start: int = 0, **headers: str) -> Frame:
        """Return the first event of that name, from index `start` on, whose headers have the values given."""

        def found() -> Frame | None:
            for event in self.events[start:]:
                if event.get("Event") == name and all(event.get(key) == value for key, value in headers.items()):
                    return event
            return None

        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: found() is not None), seconds)
            except TimeoutError:
                raise TimeoutError(f"no event {name} {headers} within {seconds} s") from None
        event = found()
        assert event is not None
        return event

    async def _read(self) -> None:
        frame: Frame = {}
        while line := await self._reader.readline():
            text = line.decode().rstrip("\r\n")
            if text:
                key, _, value = text.partition(": ")
                frame[key] = value
                continue
            answer = self._answers.pop(frame.get("ActionID", ""), None) if "Response" in frame else None
            if answer is not None:
                answer.set_result(frame)
            elif "Event" in frame:
                self.events.append(frame)
                async with self._news:
                    self._news.notify_all()
            frame = {}
