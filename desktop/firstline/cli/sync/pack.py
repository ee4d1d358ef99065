"""`firstline pack export | import | verify | keys`: edits, answers and bundles by USB stick."""

from pathlib import Path

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.cli.sync import thread
from firstline.domain.errors import BadInput, StoreProblem
from firstline.domain.words import Text

pack_ = Group(
    "pack", words=Text("U 盘数据包:导出、导入、校验", "USB packs: export, import, verify")
)


@command(
    "export", Text("把未送达的更改写入数据包", "Write what was not sent into a pack"), parent=pack_
)
@argument("file", metavar="FILE")
@option("--sealed", is_flag=True, words=Text(
    "加密,只有门户能读(默认)", "Encrypted: the portal alone reads it (default)"))  # fmt: skip
@option("--plain", is_flag=True, words=Text(
    "不加密:谁拿到 U 盘都能读,会记入日志", "Not encrypted; it is logged"))  # fmt: skip
@option("--ticket", metavar="ID", words=Text(
    "只写一张工单的全部经过(交换包)", "The thread of one ticket alone: a bundle"))  # fmt: skip
@option("--for", "audience", type=click.Choice(("plant", "hq", "partner")), words=Text(
    "给谁:工厂、总部,或伙伴(脱敏)", "For a plant, HQ, or a partner (redacted)"))  # fmt: skip
@option("--passphrase-file", metavar="FILE", words=Text(
    "交换包的口令是文件第一行", "Of a bundle: the first line of FILE opens it"))  # fmt: skip
@option("--answer", is_flag=True, words=Text(
    "写出替别人取得的答复", "Write the answer fetched for another desk"))  # fmt: skip
def export_(
    session: Session, file: str, *, sealed: bool, plain: bool, answer: bool, ticket: str | None,
    audience: str | None, passphrase_file: str | None,
) -> None:  # fmt: skip
    """Write a signed pack for the portal, an answer pack, or with --ticket a bundle."""
    path = Path(file)
    if sealed and plain:
        raise BadInput(Text("--sealed 和 --plain 只能写一个。", "Give --sealed or --plain."))
    thread.check_together(ticket, audience, passphrase_file)
    try:
        if ticket:
            thread.export(session, ticket, audience or "", path, plain, passphrase_file)
            return
        if answer:
            device = session.stick.bring_back(path)
            session.answer(
                {"file": file, "kind": "answer", "device": device},
                lambda: Text(f"答复已写入 {file}。", f"The answer is in {file}."),
            )
            return
        done = session.stick.export(path, plain=plain)
    except OSError as error:
        raise _stick_refused(path, error) from error
    session.answer(
        {"file": file, "kind": "ops", "edits": done.edits, "files": done.files,
         "sha256": done.sha256, "sealed": done.sealed},
        lambda: Text(f"{done.edits} 项更改、{done.files} 个附件已写入 {file}"
                     f"{',已加密,只有门户能读' if done.sealed else ''}。",
                     f"{done.edits} changes and {done.files} files are in {file}"
                     f"{', encrypted: the portal alone reads it' if done.sealed else ''}."),
    )  # fmt: skip
    if not done.sealed:
        session.say(
            Text(
                "这个包没有加密:谁拿到 U 盘都能读,已记入日志。",
                "This pack is not encrypted: whoever has the stick reads it. Logged.",
            )
        )


@command("import", Text("收下一个数据包", "Take a pack"), parent=pack_)
@argument("file", metavar="FILE")
@option("--accept", default="", metavar="FINGERPRINT", words=Text(
    "认可这个密钥:电话核对过指纹", "The key is its maker's: compared"))  # fmt: skip
@option("--passphrase-file", metavar="FILE", words=Text("口令", "Its passphrase"))
def import_(session: Session, file: str, accept: str, passphrase_file: str | None) -> None:
    """Take an answer or a bundle in, or carry another desk's pack to the portal.

    Held or refused edits in an answer, and fields of a bundle that moved on both sides, exit 1; a
    pack that waits for a connection exits 0.
    """
    try:
        if thread.is_bundle(Path(file)):
            thread.take(session, Path(file), accept, passphrase_file)
            return
        done = session.stick.take(Path(file))
    except OSError as error:
        raise _stick_refused(Path(file), error) from error
    session.answer({"file": file, **done}, lambda: _said(done))
    if done.get("held") or done.get("refused"):
        click.get_current_context().exit(1)


def _said(done: dict[str, object]) -> Text:
    if done["kind"] == "answer":
        return Text(
            f"送达 {done['settled']},冲突 {done['held']},被拒 {done['refused']},"
            f"取回 {done['pulled']}。",
            f"{done['settled']} settled, {done['held']} held, {done['refused']} refused, "
            f"{done['pulled']} pulled.",
        )
    if done["delivered"]:
        return Text(f"已交给门户;答复在 {done['answer']}。",
                    f"Handed in; the answer is in {done['answer']}.")  # fmt: skip
    return Text("已收下,下次同步时交给门户。", "Kept; it is handed in with the next round.")


@command("verify", Text("校验一个数据包", "Check a pack"), parent=pack_)
@argument("file", metavar="FILE")
@option("--passphrase-file", metavar="FILE", words=Text("口令", "Its passphrase"))
def verify_(session: Session, file: str, passphrase_file: str | None) -> None:
    """Say what a pack is and whether it is whole and signed; a wrong signature exits 1.

    Of a bundle it says what would come, and whose key signed it, before anything is taken.
    """
    try:
        if thread.is_bundle(Path(file)):
            thread.verify(session, Path(file), passphrase_file)
            return
        found = session.stick.verify(Path(file))
    except OSError as error:
        raise _stick_refused(Path(file), error) from error
    session.answer({"file": file, **found}, lambda: _verdict(found))
    if found["signed"] is False:
        click.get_current_context().exit(1)


def _verdict(found: dict[str, object]) -> Text:
    if found["kind"] == "sealed":
        return Text("已密封:只有门户能打开。", "Sealed: only the portal can open it.")
    signed = {
        True: Text("签名正确", "the signature holds"),
        False: Text("签名不对", "the signature is wrong"),
        None: Text("签名须由门户核对", "its signature is for the portal to check"),
    }[found["signed"]]  # type: ignore[index]
    return Text(f"完整;{signed.zh}。", f"Whole; {signed.en}.")


@command("keys", Text("交换包的密钥:本机的和认可的", "Keys of bundles: ours, and accepted ones"),
         parent=pack_)  # fmt: skip
@option("--forget", default="", metavar="FINGERPRINT", words=Text(
    "不再认可", "Accept it no longer"))  # fmt: skip
def keys_(session: Session, forget: str) -> None:
    """Print this device's fingerprint and those that were accepted here."""
    thread.keys(session, forget)


def _stick_refused(path: Path, error: OSError) -> StoreProblem:
    return StoreProblem(
        Text(f"{path} 读写失败({error.strerror})。", f"{path}: {error.strerror}."),
        Text("您的更改都在本机。", "Your changes are kept on this machine."),
        Text("请检查 U 盘后再试。", "Check the stick, then try again."),
    )
