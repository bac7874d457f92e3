"""Files of tickets: what is taken, the scanner that decides, and that what is stored is sealed."""

from __future__ import annotations

import io
import sys
import zlib
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from test_ticket_acts import DISPATCHER, URBAN, City
from tickets_world import VAULT

from foundation.crypto import CannotOpen
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound, Unavailable
from foundation.ids import new_id
from tickets.service.attachments import (
    MOST_BYTES,
    MOST_FILES,
    Attachments,
    CommandScan,
    FileRefused,
    NoScan,
    Scan,
    files_of,
    fit,
)
from tickets.service.lifecycle import Act
from tickets.service.models import AttachmentContentRow

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64)


def png(colour: int = 0) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes([0, colour])))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


def attachments(city: City, scan: Scan | None = None) -> Attachments:
    return Attachments(VAULT, scan or NoScan(), city.clock)


async def test_a_file_is_kept_sealed_and_read_back(city: City) -> None:
    number, files = await city.taken_in(), attachments(city)
    named = await files.examine("C:\\照片\\井盖 现场.PNG", png())
    assert named == ("井盖 现场.png", "image/png")
    for _ in range(2):
        async with city.database.write() as session:
            row = await city.acts.held(session, number)
            made = await files.add(session, row, URBAN, named, png())
    async with city.database.read() as session:
        assert [one.id for one in await files_of(session, made.ticket)] == [made.id], "the same file is there once"
        assert (await files.content(session, made.ticket, made.id))[1] == png()
        stored = (await session.scalars(select(AttachmentContentRow.sealed))).one()
        with pytest.raises(NotFound):
            await files.content(session, new_id(), made.id)
    assert b"PNG" not in stored
    assert b"IHDR" not in stored
    with pytest.raises(CannotOpen):
        VAULT.open_bytes(stored[:-1] + bytes([stored[-1] ^ 1]), "attachment")


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", b"%PDF-" + bytes(MOST_BYTES), "file_too_large"),
        ("a.exe", b"MZ" + bytes(64), "file_kind_unfit"),
        ("a.svg", b"<svg onload='x'/>", "file_kind_unfit"),
        ("invoice.pdf.html", PDF, "file_kind_unfit"),
        (".pdf", PDF, "file_kind_unfit"),
        ("a.pdf", png(), "file_is_another"),
        ("a.png", b"<html><script>1</script>", "file_is_another"),
        ("a.docx", b"PK\x03\x04" + bytes(64), "file_is_another"),
    ],
)
def test_what_is_not_taken(name: str, body: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        fit(name, body)
    assert refused.value.details["reason"] == code


def test_names_hold_no_folders_and_no_controls() -> None:
    assert fit("../../etc/a\n<b>.jpg", JPEG) == ("a_b_.jpg", "image/jpeg")
    assert len(fit("长" * 300 + ".pdf", PDF)[0]) == 120
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    assert fit("台账.xlsx", book.getvalue())[1].endswith("spreadsheetml.sheet")


async def test_the_scanner_decides(city: City, tmp_path: Path) -> None:
    scanner = tmp_path / "scanner.py"
    scanner.write_text("import sys\nbody = sys.stdin.buffer.read()\nsys.exit(1 if b'EICAR' in body else 0)\n")
    looked = CommandScan(f"{sys.executable} {scanner}")
    files = attachments(city, looked)
    assert await files.examine("a.pdf", PDF) == ("a.pdf", "application/pdf")
    with pytest.raises(FileRefused):
        await files.examine("a.pdf", PDF + b"EICAR")
    for command in (f"{sys.executable} -c exit(2)", str(tmp_path / "nothing-here")):
        with pytest.raises(Unavailable):
            await attachments(city, CommandScan(command)).examine("a.pdf", PDF)
    with pytest.raises(Unavailable):
        await attachments(city, CommandScan("sleep 30", seconds=0.2)).examine("a.pdf", PDF)
    number = await city.taken_in()
    async with city.database.write() as session:
        made = await files.add(session, await city.acts.held(session, number), URBAN, ("a.pdf", "application/pdf"), PDF)
        assert made.scan == "clean"


async def test_a_ticket_has_so_many_files_and_none_once_it_is_archived(city: City) -> None:
    number, files = await city.taken_in(), attachments(city)
    async with city.database.write() as session:
        row = await city.acts.held(session, number)
        for colour in range(MOST_FILES):
            await files.add(session, row, URBAN, ("a.png", "image/png"), png(colour))
        with pytest.raises(Conflict) as refused:
            await files.add(session, row, URBAN, ("a.png", "image/png"), png(200))
    assert refused.value.details["reason"] == "too_many_files"
    other = await city.taken_in()
    await city.do(DISPATCHER, other, Act.REFUSE, ground="petition", text="请向信访部门查询")
    city.clock.advance(16 * 86400)
    await city.sweep.turn()
    async with city.database.write() as session:
        with pytest.raises(Conflict):
            await files.add(session, await city.acts.held(session, other), URBAN, ("a.png", "image/png"), png())
