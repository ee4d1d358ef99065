"""`firstline handoff verify`: whether a package that left is whole, and opens."""

import sys
from pathlib import Path

from firstline.cli.given import NOTHING_CHANGED, readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.sealing import first_line
from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text
from firstline.report.zips import NOTHING_WRITTEN

handoff_ = Group(
    "handoff", words=Text("交接包和证据包:校验", "Hand-off and evidence packages: verify")
)


@command("verify", Text("校验一个包;加密的要口令", "Check a package; a sealed one wants its "
                        "passphrase"), parent=handoff_)  # fmt: skip
@argument("file", metavar="FILE")
@option("--passphrase-file", metavar="FILE", words=Text(
    "口令是文件的第一行", "FILE's first line is the passphrase"))  # fmt: skip
def verify_(session: Session, file: str, *, passphrase_file: str | None) -> None:
    """Read a package to its last byte and write nothing; a changed or shut one exits 1."""
    from firstline.report.whole_file import hash_of  # noqa: PLC0415 - this command alone
    from firstline.report.zips import check_zip  # noqa: PLC0415
    from firstline.system.sealed_zip import is_sealed  # noqa: PLC0415

    path = readable_file(file)
    sealed = is_sealed(path)
    names = _opened(path, _passphrase(session, passphrase_file)) if sealed else check_zip(path)
    sha256 = hash_of(path)
    told = {"file": file, "sealed": sealed, "intact": True, "files": list(names),
            "sha256": sha256}  # fmt: skip
    state = Text("已加密", "encrypted") if sealed else Text("没有加密", "not encrypted")
    session.answer(told, lambda: Text(
        f"完整,{len(names)} 个文件,{state.zh}。\nSHA-256:{sha256}",
        f"Whole, {len(names)} files, {state.en}.\nSHA-256: {sha256}"))  # fmt: skip


def _opened(path: Path, passphrase: str) -> tuple[str, ...]:
    from firstline.system import sealed_zip, seals  # noqa: PLC0415 - see verify_

    try:
        return sealed_zip.check(path, passphrase)
    except seals.SealError as error:
        raise Refused(
            Text("打不开:口令不对,或文件被改过。",
                 "It does not open: another passphrase, or it was changed."),
            NOTHING_WRITTEN,
            Text("请在电话里核对口令;仍不行就请对方重新发一份。",
                 "Check the passphrase by telephone; if it still fails, ask for the file anew."),
        ) from error  # fmt: skip


def _passphrase(session: Session, file: str | None) -> str:
    if file:
        return first_line(readable_file(file))
    if not sys.stdin.isatty():
        raise BadInput(
            Text("这个包是加密的,要口令。", "This package is encrypted and wants its passphrase."),
            NOTHING_CHANGED,
            Text("请用 --passphrase-file 文件,或在终端里运行。",
                 "Give --passphrase-file FILE, or run this on a terminal."),
        )  # fmt: skip
    from click import prompt  # noqa: PLC0415 - on a terminal alone

    words = Text("口令(不会显示)", "Passphrase (not shown)").in_(session.language)
    return str(prompt(words, hide_input=True, err=True)).strip()
