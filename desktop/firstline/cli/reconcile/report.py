"""`firstline reconcile report`: what an auditor signs, with its snapshot and its manifest."""

from firstline.cli.frozen import write
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.reconcile.runs import one_of
from firstline.cli.session import Session
from firstline.domain.words import Text


def add_to(group: Group) -> None:
    """Give the group the command of this module."""
    group.add_command(report_)


@command("report", Text("验证报告:PDF、HTML、XLSX", "The verification report: PDF, HTML, XLSX"))
@argument("key", metavar="ID", required=False, default="")
@option("--out", required=True, metavar="FILE", words=Text(".pdf 或 .xlsx", ".pdf or .xlsx"))
@option("--from", "frozen", metavar="FILE", words=Text("由冻结快照重算", "From a frozen snapshot"))
def report_(session: Session, *, key: str, out: str, frozen: str | None) -> None:
    """Write the report, the snapshot it was made from, and the manifest of their hashes."""
    from firstline.report.frozen.verification import (  # noqa: PLC0415 - this command alone
        VERIFICATION,
        verification_shot,
    )

    write(
        session, key, out, frozen,
        lambda: verification_shot(
            one_of(session, key)[0], session.now(), session.ground.settings.zone, session.language
        ),
        VERIFICATION,
    )  # fmt: skip
