"""Imports every module that declares tables, so that the metadata is whole."""

from agent_desktop.desk import models as desk
from foundation.audit import models as audit
from foundation.database import Base
from foundation.documents import models as documents
from foundation.outbox import models as outbox
from foundation.people import models as people
from foundation.presence import models as presence
from foundation.streams import models as streams
from ivr.prompts import models as prompts
from queueing import models as queueing
from recordings import models as recordings
from speech import models as speech
from telephony import models as telephony
from telephony.reconcile import models as reconcile
from tickets.intake import models as intake
from tickets.service import models as service

MODULES = (
    audit,
    desk,
    documents,
    outbox,
    people,
    presence,
    streams,
    telephony,
    reconcile,
    prompts,
    queueing,
    recordings,
    speech,
    intake,
    service,
)
ALL = tuple(Base.metadata.tables)
