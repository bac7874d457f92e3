"""Tables as files that spreadsheets open, and read back from them."""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import openpyxl
import xlsxwriter
from fastapi import Response
from openpyxl.utils.exceptions import InvalidFileException

from foundation.errors import BadInput

FileKind = Literal["csv", "xlsx"]
MEDIA: dict[FileKind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS, MOST_COLUMNS = 30_000, 32
"""So much of a sheet is read: one stray cell far away does not make millions of empty ones."""
MOST_UNPACKED = 64 << 20
"""A spreadsheet is a compressed archive: one that unpacks to more is none of ours."""


@dataclass(frozen=True)
class Sheet:
    """A table with its head; ``shares`` names columns whose numbers are shares of 1, ``widths`` are characters."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    shares: Collection[str] = ()
    widths: Sequence[int] = ()
    frozen: int = 1


def plain(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def as_csv(sheet: Sheet) -> bytes:
    """Return a table as CSV that a spreadsheet opens as UTF-8; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.header)
    writer.writerows([["" if cell is None else plain(cell) for cell in row] for row in sheet.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return tables as one spreadsheet, a sheet each."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0.00%"})
        for one in sheets:
            sheet = book.add_worksheet(one.name)
            sheet.write_row(0, 0, one.header, bold)
            for at, row in enumerate(one.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif cell is not None:
                        sheet.write_number(at, column, cell, share if one.header[column] in one.shares else None)
            sheet.freeze_panes(1, one.frozen)
            sheet.set_column(0, len(one.header), 14)
            for column, width in enumerate(one.widths):
                sheet.set_column(column, column, width)
    return out.getvalue()


async def file_of(name: str, kind: FileKind, sheets: Sequence[Sheet]) -> Response:
    """Return tables as a file to be kept: all of them as a spreadsheet, the first one as CSV."""
    made = await asyncio.to_thread(as_xlsx, sheets) if kind == "xlsx" else await asyncio.to_thread(as_csv, sheets[0])
    return attachment(made, f"{name}.{kind}", MEDIA[kind])


def attachment(made: bytes, name: str, media_type: str) -> Response:
    """Return a file to be kept; its name is plain ASCII."""
    return Response(made, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def read_xlsx(body: bytes, sheets: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Return the rows of named sheets, each a mapping from the head's cells to texts; empty rows are left out.

    Raises:
        BadInput: it is no spreadsheet, too large when unpacked, or lacks a sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise BadInput("this spreadsheet is too large", reason="file_too_large")
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        return _rows_of(book, sheets)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise BadInput("this file is no spreadsheet (XLSX)", reason="no_spreadsheet") from error


def _rows_of(book: openpyxl.Workbook, sheets: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for name in sheets:
        if name not in book.sheetnames:
            raise BadInput(f"the spreadsheet has no sheet named {name}", reason="no_sheet", sheet=name)
        rows = book[name].iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        head = [_text(cell) for cell in next(rows, ())]
        lines = ([_text(cell) for cell in row] for row in rows)
        width = len(head)
        padded = ([*line, *[""] * (width - len(line))] for line in lines if any(line))
        found[name] = [dict(zip(head, line, strict=False)) for line in padded]
    return found


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "date") and callable(cell.date):  # a day that the spreadsheet took for a moment
        return str(cell.date().isoformat())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
