"""What everybody may read: answers without anybody in them, and the month of the hotline."""

from tickets.service.public.answers import Answer, PublicAnswers, fault_of
from tickets.service.public.report import MonthContent, PublicReports, content_of

__all__ = ["Answer", "MonthContent", "PublicAnswers", "PublicReports", "content_of", "fault_of"]
