"""Names of the domain events that tickets publish; payloads hold ids and codes only, the subject is the contact.

| kind | payload |
| --- | --- |
| ``draft_updated`` | contact_id, call_id, state, agent, version, revision |
| ``ticket_submitted`` | contact_id, call_id, ticket_id, agent |
| ``contact_concluded`` | contact_id, call_id, conclusion, reason, ticket_id, agent |
| ``ticket_handed_over`` | contact_id, call_id, ticket_id, service_id |
"""

from __future__ import annotations

DRAFT_UPDATED = "draft_updated"
TICKET_SUBMITTED = "ticket_submitted"
CONTACT_CONCLUDED = "contact_concluded"
TICKET_HANDED_OVER = "ticket_handed_over"
