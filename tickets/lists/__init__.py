"""An operator's own lists (classes, places, words, units) as published documents, and the lists in force."""

from tickets.lists.rows import NAMES, Row, document_of, packaged_rows, rows_of
from tickets.lists.service import OwnLists
from tickets.lists.shelf import ListsShelf

__all__ = ["NAMES", "ListsShelf", "OwnLists", "Row", "document_of", "packaged_rows", "rows_of"]
