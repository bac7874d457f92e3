"""A bare `websockets` server that hands on what it is given: the peer of the desktop's socket.

A client connects at `/<name>`; at `/control` a message `<name> <text>` goes to that client, `* <text>` to all of them.
"""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

CLIENTS: dict[str, ServerConnection] = {}


async def _serve(connection: ServerConnection) -> None:
    name = connection.request.path.strip("/") if connection.request else ""
    if name != "control":
        CLIENTS[name] = connection
        await connection.wait_closed()
        return
    async for message in connection:
        to, _, text = str(message).partition(" ")
        if to == "*":
            broadcast(CLIENTS.values(), text)
        else:
            await CLIENTS[to].send(text)


async def main(port: int) -> None:
    """Serve until killed."""
    async with serve(_serve, "127.0.0.1", port):
        await asyncio.Future()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
