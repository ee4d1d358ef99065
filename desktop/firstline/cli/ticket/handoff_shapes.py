"""What `ticket handoff` says: the ticket, its package, and what the vendor will ask for."""

from firstline.cli.session import Session
from firstline.cli.ticket.shapes import ticket_json
from firstline.domain.handoff.package import Package
from firstline.domain.ticket.ball import received as got_by_vendor
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.report.handoff import Written


def answer(
    session: Session, ticket: Ticket, package: Package | None, written: Written | None
) -> None:
    """Print the ticket with its package, and say what of it is missing or stays behind."""
    shape = ticket_json(ticket, session.desk, session.store.sync_state(ticket.id), session.now())
    said = Text(f"已交接 {ticket.number}。", f"Handed off {ticket.number}.")
    if got_by_vendor(ticket) is None:
        said = Text(f"{said.zh}厂商尚未收到,SLA 未开始。",
                    f"{said.en} The vendor has not received it; no SLA runs yet.")  # fmt: skip
    if package is not None and written is not None:
        shape["package"] = _shape(package, written)
        said = Text(f"{said.zh}\n交接包:{written.path}\nSHA-256:{written.sha256}",
                    f"{said.en}\nPackage: {written.path}\nSHA-256: {written.sha256}")  # fmt: skip
        _warn(session, package)
    session.answer(shape, lambda: said)


def _warn(session: Session, package: Package) -> None:
    if package.missing:
        zh = "、".join(one.name.zh for one in package.missing)
        en = ", ".join(one.name.en for one in package.missing)
        session.say(Text(f"厂商会问而还没写的:{zh}。", f"Missing, and the vendor will ask: {en}."))
    for one in package.left_out:
        session.say(Text(f"未随包:{one.name}({one.why.zh})。",
                         f"Not in the package: {one.name} ({one.why.en})."))  # fmt: skip


def _shape(package: Package, written: Written) -> dict[str, object]:
    return {
        "id": package.id, "path": str(written.path), "sha256": written.sha256,
        "size": written.size, "sealed": written.sealed, "title": package.title,
        "missing": [one.id for one in package.missing],
        "left_out": [one.name for one in package.left_out],
        "removed": {one.rule: one.count for one in package.removed},
        "reviewed_by": package.reviewed_by,
        "authorisation": package.authorisation.number if package.authorisation else "",
    }  # fmt: skip
