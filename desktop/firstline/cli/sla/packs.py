"""`firstline sla packs | sign | keys`: the packs in use, who signed each, whose keys count (S4)."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from firstline.cli.given import readable_file
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.sla.group import sla_
from firstline.domain.errors import BadInput, Refused
from firstline.domain.packs.pack_age import out_of_date
from firstline.domain.packs.packs import parse_agreement
from firstline.domain.packs.signature import Seal
from firstline.domain.sla.agreement import Agreement
from firstline.domain.words import Text
from firstline.system.resources import resource_path


@command("packs", Text("在用的服务级别包:版本、日期、来源、签名、SHA-256",
                       "The packs in use: version, day, source, signature, SHA-256"),
         parent=sla_)  # fmt: skip
def packs_(session: Session) -> None:
    """List the agreements in rule order, then every own file with who signed it."""
    rows = [_pack(session, one) for one in session.desk.agreements]
    files = list(_files(session))
    session.answer(
        {"packs": rows, "total": len(rows), "files": files},
        lambda: "\n".join((
            *(line for one in rows for line in _told(session, one)),
            *(f"{one['file']}  {one['said']}" for one in files),
        )),
    )  # fmt: skip


def _pack(session: Session, one: Agreement) -> dict[str, object]:
    today, say = session.now().astimezone(session.zone).date(), session.language
    old, seal = out_of_date(one, today), session.desk.seal_of(one)
    return {
        "id": one.id, "title": one.title.in_(say), "version": one.version, "as_of": one.as_of,
        "leg": str(one.leg), "verified": one.verified, "source": one.source.in_(say),
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        "out_of_date": old.in_(say) if old else None,
        "sha256": _digest(session.ground.folder, one), **_seal(session, seal),
    }  # fmt: skip


def _seal(session: Session, seal: Seal) -> dict[str, object]:
    return {
        "signature": str(seal.standing), "signed_by": seal.by or None,
        "fingerprint": seal.fingerprint or None, "said": seal.said.in_(session.language),
    }  # fmt: skip


def _files(session: Session) -> Iterator[dict[str, object]]:
    """Yield every pack of the profile's own, refused ones too, with how it is signed."""
    from firstline.intake.packs.signed import names, seal_of  # noqa: PLC0415 - this command alone
    from firstline.system.seals import is_signed  # noqa: PLC0415

    notes: list[Text] = []
    folder = session.ground.folder
    known = names(folder, notes)
    for note in notes:
        session.say(note)
    for path in sorted((folder / "packs").rglob("*.toml")):
        try:
            raw = path.read_bytes()
        except OSError:
            continue  # the desk told of it
        seal = seal_of(path, raw, known, is_signed)
        name = path.relative_to(folder / "packs").as_posix()
        yield {"file": name, "sha256": sha256(raw).hexdigest(), **_seal(session, seal)}


def _digest(folder: Path, one: Agreement) -> str | None:
    """Return the SHA-256 of the file that holds this version, one's own before a shipped one."""
    own = sorted((folder / "packs").glob("*.toml"))
    for path in (*own, *sorted(resource_path("packs").glob("*.toml"))):
        try:
            raw = path.read_bytes()
            held = parse_agreement(raw.decode("utf-8-sig"), path.name)
        except (BadInput, OSError, UnicodeDecodeError):
            continue  # no agreement, or one that the desk refused and told of
        if (held.id, held.version, held.valid_from) == (one.id, one.version, one.valid_from):
            return sha256(raw).hexdigest()
    return None


def _told(session: Session, row: dict[str, object]) -> list[str]:
    say = session.language
    checked = Text("已核实", "verified") if row["verified"] else Text("未核实", "unverified")
    span = f"{row['valid_from'] or '…'} – {row['valid_to'] or '…'}"
    lines = [
        f"{row['id']} {row['version']}  {row['title']}  {row['as_of'] or '—'}  {checked.in_(say)}",
        f"  {Text('来源', 'Source').in_(say)}: {row['source'] or '—'}",
        f"  {Text('签名', 'Signature').in_(say)}: {row['said']}",
        f"  {Text('有效期', 'In force').in_(say)}: {span}",
        f"  SHA-256: {row['sha256'] or '—'}",
    ]
    return [*lines, *([f"  ⚠ {row['out_of_date']}"] if row["out_of_date"] else [])]


@command("sign", Text("用本机密钥给自己的包签名", "Sign an own pack with this device's key"),
         parent=sla_)  # fmt: skip
@argument("file", metavar="PACK.toml")
@option("--as", "publisher", default="", words=Text("以谁的名义,默认是您", "In whose name; yours"))
def sign_(session: Session, file: str, *, publisher: str) -> None:
    """Write PACK.toml.sig beside the pack; carry both, and tell the fingerprint by telephone."""
    path = readable_file(file)
    name = publisher or session.ground.settings.user
    seal = session.pack_signer.sign(path, name, session.now())
    told = {"file": file, "signature_file": f"{file}.sig", **_seal(session, seal)}
    session.answer(told, lambda: f"{told['signature_file']}\n{told['said']}")


@command("keys", Text("认可的签名人", "The publishers whose keys count"), parent=sla_)
@option(
    "--accept",
    default="",
    metavar="PACK.toml",
    words=Text(
        "认可这个包的签名人,并写 --fingerprint", "Accept this pack's publisher; with --fingerprint"
    ),
)
@option("--fingerprint", default="", words=Text("电话里核对的指纹", "As told by telephone"))
@option("--forget", default="", metavar="FINGERPRINT", words=Text("不再认可", "No longer"))
def keys_(session: Session, *, accept: str, fingerprint: str, forget: str) -> None:
    """List the accepted keys, accept one, or forget one."""
    from firstline.intake.packs import signed  # noqa: PLC0415 - this command alone

    folder = session.ground.folder
    if bool(accept) != bool(fingerprint) or (accept and forget):
        raise BadInput(Text("--accept 和 --fingerprint 要一起写。",
                            "Give --accept together with --fingerprint."))  # fmt: skip
    if accept:
        user = session.ground.settings.user
        session.pack_signer.accept(readable_file(accept), fingerprint, user, session.now())
    if forget and not signed.forget(folder, forget):
        raise Refused(Text("没有认可过这个指纹。", "That fingerprint was not accepted here."))
    rows = [
        {"name": one.name, "fingerprint": one.fingerprint, "by": one.by, "since": one.since}
        for one in signed.publishers(folder)
    ]
    none = Text("还没有认可任何签名人。", "No publisher is accepted yet.").in_(session.language)
    session.answer(
        {"publishers": rows, "total": len(rows)},
        lambda: "\n".join(f"{one['fingerprint']}  {one['name']}" for one in rows) or none,
    )
