"""The documents of a package: nothing that a ticket holds becomes a tag, a link or a picture."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstline.domain.edits import edits
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import Refused
from firstline.domain.handoff.leaving import Leaving
from firstline.domain.handoff.package import Order, Origin, RawFile, RawText, assemble
from firstline.domain.handoff.redaction_pack import parse_rules
from firstline.report.handoff import write_package
from firstline.report.handoff_page import markdown, page
from firstline.system.resources import resource_path

NOW = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
PACK = resource_path("packs", "redaction", "redaction.toml")
HOSTILE = "<img src=//host/x onerror=1> ![a](http://h/b) ```\n# h <script>x</script> 13800000000"


def order(**changes: object) -> Order:
    opened = edits.open_ticket(Stamp("e-1", NOW, "李娜"), "t-1", {"title": HOSTILE[:40]})
    ticket = rebase(None, (opened,))
    assert ticket is not None
    values: dict[str, object] = {"values": {"symptom": HOSTILE}, "reviewed_by": "赵", **changes}
    return Order("HP-1", ticket, NOW, "李娜", "zh_CN", **values)  # type: ignore[arg-type]


def leaving() -> Leaving:
    return Leaving(parse_rules(PACK.read_text("utf-8"), PACK.name), "HP-1")


def test_the_page_has_no_tag_of_a_ticket() -> None:
    text = page(assemble(order(texts=(RawText(HOSTILE, HOSTILE, Origin.LOG),)), leaving()))
    for tag in ("<img", "<script", "<a ", "http-equiv"):
        assert tag not in text
    assert "&lt;img" in text
    assert "<mark>&lt;手机号#" in text


def test_the_markdown_holds_the_body_in_a_fence_that_it_cannot_leave() -> None:
    text = markdown(assemble(order(), leaving()))
    fences = [line for line in text.splitlines() if line.startswith("````")]
    assert fences == ["````text", "````"]
    inside = text.split("````text\n")[1].split("\n````")[0]
    assert "<手机号#" in inside
    assert "![a]" not in text.split("\n````\n")[1]


def test_the_same_package_gives_the_same_bytes(tmp_path: Path) -> None:
    shot = tmp_path / "a.png"
    shot.write_bytes(b"png")
    digest = "f68ed04c7d0a0ac5ae26ee7a4e9a1d7dcf0bf4ad5f5e3e6c6b47d9f1e2b3f0d1"
    package = assemble(order(), leaving())
    one = write_package(package, tmp_path / "one")
    two = write_package(package, tmp_path / "two")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.sha256 == two.sha256
    changed = assemble(order(files=(RawFile("a.png", str(shot), digest, 3, seen=True),)), leaving())
    with pytest.raises(Refused, match="changed after"):
        write_package(changed, tmp_path / "three")
    assert list((tmp_path / "three").iterdir()) == []
