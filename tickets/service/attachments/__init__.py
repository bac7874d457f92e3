"""Files that belong to a ticket: what they may be, who looks at them first, and where they are kept."""

from tickets.service.attachments.kinds import ENDINGS, MOST_BYTES, fit
from tickets.service.attachments.scan import CommandScan, FileRefused, NoScan, Scan
from tickets.service.attachments.service import MOST_FILES, Attachments, files_of

__all__ = [
    "ENDINGS",
    "MOST_BYTES",
    "MOST_FILES",
    "Attachments",
    "CommandScan",
    "FileRefused",
    "NoScan",
    "Scan",
    "files_of",
    "fit",
]
