"""Who did what to whom, why and with what outcome; rows are added and never changed."""

from foundation.audit.repository import Entry, Given, given, page, record, stands

__all__ = ["Entry", "Given", "given", "page", "record", "stands"]
