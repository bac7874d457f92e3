"""Imports every module that declares tables, so that the metadata is whole."""

from foundation.database import Base
from foundation.documents import models as documents
from foundation.outbox import models as outbox
from foundation.streams import models as streams
from queueing import models as queueing
from recordings import models as recordings
from speech import models as speech
from telephony import models as telephony
from tickets.intake import models as intake
from tickets.service import models as service

MODULES = (documents, outbox, streams, telephony, queueing, recordings, speech, intake, service)
ALL = tuple(Base.metadata.tables)
