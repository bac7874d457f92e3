"""A controller that leads callers through the flow file given, settings from the environment as the product's own.

It is made of the product's parts: lease, owner with ledger, menu driver. Agents and live taps are left out.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from held_flows import HeldFlows

from foundation.settings import Settings
from hotline.process import run_process
from hotline.setup.secrets import read_secret
from hotline.wiring import Tasks, house
from ivr.asyncagi import MenuDriver
from ivr.flow import Flow, load
from telephony import lease as leases
from telephony.ami.client import AmiClient
from telephony.ledger.spool import Spool
from telephony.ledger.writer import LedgerWriter
from telephony.owner import Owner
from telephony.switch_files import SwitchFiles


async def run(settings: Settings, flow: Flow) -> None:
    """Own the node until cancelled."""
    async with house(settings, busy_seconds=1.0) as h:
        async with h.database.write() as session:
            lease = await leases.acquire(
                session, settings.node, leases.new_holder(), "http://127.0.0.1", h.clock.now(), settings.lease_seconds
            )
        if lease is None:
            raise SystemExit("somebody else owns the node")
        writer = LedgerWriter(h.database, h.wake, Spool(settings.var / "spool", settings.node), lease)

        def ami(**callbacks: Any) -> AmiClient:
            secret = read_secret(settings.var, "ami_calls")
            return AmiClient(settings.ami_host, settings.ami_port, "hotline_calls", secret, **callbacks)

        log = settings.var / "asterisk" / "log"
        owner = Owner(
            database=h.database,
            writer=writer,
            vault=h.vault,
            clock=h.clock,
            lease=lease,
            lease_seconds=settings.lease_seconds,
            ami=ami,
            files=SwitchFiles(log / "cel-custom" / "hotline.csv", log / "queue_log"),
            agents={},
        )
        writer.on_committed = owner.committed
        tasks = Tasks()
        incoming = settings.var / "recordings" / "incoming"
        owner.listeners.append(MenuDriver(owner, HeldFlows(flow), spawn=tasks.spawn, messages_folder=incoming))
        try:
            await owner.run()
        finally:
            await tasks.stop()


if __name__ == "__main__":
    settings = Settings()
    run_process("bench", settings, lambda: run(settings, load(Path(sys.argv[1]))))
