"""The text of PDFs: found by it, within bounds; what is locked, scanned or hostile gives none."""

import zlib
from io import BytesIO
from random import Random

import pytest
from pypdf import PdfWriter

from firstline.intake.documents import pdf_text as bounds
from firstline.intake.documents.pdf_text import pdf_text
from firstline.intake.documents.text import text_of

CMAP = b"""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
2 beginbfchar <0001> <9886> <0002> <6599> endbfchar endcmap"""


def pdf(*pages: bytes, cmap: bytes = CMAP) -> bytes:
    """Return a PDF of pages that draw this, with a Latin font F1 and a Chinese one F2."""
    kids = " ".join(f"{10 + at} 0 R" for at in range(len(pages)))
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R"
           b"/DescendantFonts[5 0 R]>>",
        5: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo"
           b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        6: _stream(cmap),
    }  # fmt: skip
    for at, drawn in enumerate(pages):
        objects[10 + at] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents %d 0 R>>" % (5_000 + at)
        )
        objects[5_000 + at] = _stream(drawn)
    made, places = BytesIO(b""), {}
    made.write(b"%PDF-1.7\n")
    for number, body in sorted(objects.items()):
        places[number] = made.tell()
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = made.tell()
    made.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, at in sorted(places.items()):
        made.write(b"%d 1\n%010d 00000 n \n" % (number, at))
    made.write(b"trailer\n<</Size 9999/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return made.getvalue()


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def said(text: str) -> bytes:
    return b"BT /F1 12 Tf 20 200 Td (%s) Tj ET" % text.encode("latin-1")


def test_a_pdf_is_found_by_its_words_in_both_scripts() -> None:
    drawn = b"BT /F2 12 Tf 20 200 Td <00010002> Tj ET " + said("ORA-00060 deadlock")
    text = text_of(pdf(drawn, said("page two")), "手册.PDF")
    for words in ("领料", "ORA-00060 deadlock", "page two"):
        assert words in text


def test_a_scan_a_locked_and_a_broken_file_give_no_text() -> None:
    assert text_of(pdf(b"q 100 0 0 100 0 0 cm Q"), "a.pdf") == ""
    writer = PdfWriter(clone_from=BytesIO(pdf(said("secret"))))
    writer.encrypt("pass", algorithm="AES-256")
    locked = BytesIO()
    writer.write(locked)
    assert text_of(locked.getvalue(), "a.pdf") == ""
    whole = pdf(said("x"))
    for bad in (b"", b"%PDF-1.7", whole[:200], b"%PDF-1.7\n" + bytes(range(256)) * 50):
        assert text_of(bad, "a.pdf") == ""


def test_one_that_needs_no_password_to_be_read_is_read() -> None:
    writer = PdfWriter(clone_from=BytesIO(pdf(said("open to all"))))
    writer.encrypt("", "owner", algorithm="AES-256")
    kept = BytesIO()
    writer.write(kept)
    assert text_of(kept.getvalue(), "a.pdf") == "open to all"


def test_bounds_of_pages_operators_and_drawing_end_the_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "MOST_PAGES", 2)
    many = pdf(said("one"), said("two"), said("three"))
    assert pdf_text(many).split() == ["one", "two"]
    monkeypatch.setattr(bounds, "MOST_OPERATORS", 7)
    assert pdf_text(many).split() == ["one"]  # what was read before stands
    monkeypatch.setattr(bounds, "MOST_CONTENT", 10)
    assert pdf_text(many) == ""
    monkeypatch.setattr(bounds, "MOST_BYTES", 100)
    assert pdf_text(many) == ""


@pytest.mark.parametrize(
    "cmap",
    [
        CMAP.replace(b"2 beginbfchar", b"1 beginbfrange <0000> <FFFFFFFFFF> <0000> endbfrange 2 b"),
        b"\x00" * 5_000_000, b"<" * 100_000, b"beginbfchar " * 50_000,
    ],
    ids=["endless range", "bomb", "brackets", "nested"],
)  # fmt: skip
def test_a_hostile_font_harms_nothing(cmap: bytes) -> None:
    assert len(pdf_text(pdf(b"BT /F2 12 Tf <0001> Tj ET", cmap=cmap))) < 1_000


def test_pages_that_name_each_other_end() -> None:
    whole = pdf(said("x"))
    looped = whole.replace(b"/Kids[10 0 R]", b"/Kids[ 2 0 R]")
    assert looped != whole
    assert text_of(looped, "a.pdf") == ""
    drawn = pdf(b"[" * 60_000 + b"BT /F1 9 Tf (x) Tj ET")
    assert len(text_of(drawn, "a.pdf")) < 100


@pytest.mark.parametrize("seed", [*range(40), 1490])
def test_a_file_with_bytes_altered_gives_text_or_none_and_no_fault(seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    raw = bytearray(pdf(said("one two"), b"BT /F2 9 Tf <00010002> Tj ET"))
    for _ in range(chance.randint(1, 20)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    assert isinstance(pdf_text(bytes(raw)), str)
