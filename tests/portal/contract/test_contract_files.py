"""The contract of every portal, files: up, down, byte for byte, and on from where it stopped."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from contract_client import Client, stamp
from contract_desks import OTHER
from fault_proxy import Fault, FaultProxy, once

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import attach
from firstline.domain.ticket.ticket import Attachment, EventKind, Ticket
from firstline.portal.base import PortalProblem

Make = Callable[..., Client]
NAME = "故障 截图(三号线).png"


def a_file(folder: Path, size: int, seed: int = 1) -> tuple[Attachment, Path]:
    """Return a file that looks like none other, and where it lies."""
    block = hashlib.sha512(f"{seed}/{folder}".encode()).digest()
    data = (block * (size // len(block) + 1))[:size]
    path = folder / f"source-{seed}-{size}"
    path.write_bytes(data)
    return Attachment(hashlib.sha256(data).hexdigest(), NAME, size, "image/png"), path


def send(me: Client, ticket: Ticket, file: Attachment, path: Path) -> None:
    """Bring text and bytes to the portal in the order that it takes them."""
    edit = attach(ticket.id, [file], stamp())
    if me.portal.can.text_before_files:
        assert me.send(edit)[0].outcome is Outcome.APPLIED
        me.portal.upload(file, path, lambda _: None)
    else:  # the bytes travel with the text, and a line that fails fails both
        me.portal.upload(file, path, lambda _: None)
        assert me.resend([edit])[0].outcome is Outcome.APPLIED


def of_file(ticket: Ticket) -> tuple[str, str, str]:
    """Return how a ticket calls its one file: name, hash, and the portal's own id of it."""
    events = [one for one in ticket.events if one.kind is EventKind.ATTACHED]
    assert len(events) == 1
    data = events[0].data
    return data["name"], data["sha256"], data.get("remote", "")


@pytest.mark.parametrize("size", [1, 70_000, 400_000])
def test_a_file_with_a_chinese_name_goes_up_and_comes_down(
    client: Make, tmp_path: Path, size: int
) -> None:
    me, other = client(), client(OTHER)
    title = f"附件 {size}"
    file, path = a_file(tmp_path, size)
    send(me, me.make(title), file, path)
    other.pull()
    name, sha256, remote = of_file(other.titled(title)[0])
    assert name == NAME
    part, moved = tmp_path / "part", list[int]()
    other.portal.download(sha256, remote, part, moved.append)
    assert part.read_bytes() == path.read_bytes()
    assert sum(moved) >= size


def test_a_download_goes_on_where_it_stopped_or_begins_anew(client: Make, tmp_path: Path) -> None:
    me, other = client(), client(OTHER)
    file, path = a_file(tmp_path, 300_000)
    send(me, me.make("续传下载"), file, path)
    other.pull()
    _, sha256, remote = of_file(other.titled("续传下载")[0])
    part = tmp_path / "part"
    for held in (path.read_bytes()[:123_456], path.read_bytes(), b""):
        part.write_bytes(held)
        other.portal.download(sha256, remote, part, lambda _: None)
        assert part.read_bytes() == path.read_bytes()


def test_bytes_that_are_not_the_file_are_not_kept(client: Make, tmp_path: Path) -> None:
    me, other = client(), client(OTHER)
    if not me.portal.can.idempotent:
        pytest.skip("this portal tells no hash")
    file, path = a_file(tmp_path, 50_000)
    send(me, me.make("坏字节"), file, path)
    part = tmp_path / "part"
    part.write_bytes(b"not the beginning of it")
    with pytest.raises(PortalProblem):
        other.portal.download(file.sha256, "", part, lambda _: None)
    other.portal.download(file.sha256, "", part, lambda _: None)
    assert part.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("direction", ["request", "response"])
def test_a_cut_line_costs_no_byte_of_a_file(
    client: Make, proxy: FaultProxy, tmp_path: Path, direction: str
) -> None:
    me, other = client(url=proxy.url), client(OTHER, url=proxy.url)
    title = f"断线传文件 {direction}"
    file, path = a_file(tmp_path, 300_000, seed=len(direction))
    ticket = me.make(title)
    cut = Fault(cut=direction, at=30_000)  # type: ignore[arg-type]
    proxy.plan = once(lambda one: len(one.request.body) > 30_000, cut)
    for _ in range(3):
        try:
            me.portal.upload(file, path, lambda _: None)
        except PortalProblem:
            continue
        break
    send(me, ticket, file, path)
    other.pull()
    name, sha256, remote = of_file(other.titled(title)[0])
    assert name == NAME
    part = tmp_path / "part"
    proxy.plan = once(lambda one: one.what.startswith("GET"), Fault(cut="response", at=30_000))
    for _ in range(3):
        try:
            other.portal.download(sha256, remote, part, lambda _: None)
        except PortalProblem:
            continue
        break
    assert part.read_bytes() == path.read_bytes()
