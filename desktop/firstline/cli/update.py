"""`firstline update verify`: whether a release on a stick is the publisher's, whole and newer.

It fetches nothing and installs nothing: what it says is for the person who installs.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.cli.given import readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.release import ENDING, NOTHING_INSTALLED, SEEN, Packed, Release, numbers
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.system.minisign import PublicKey

_MOST_BYTES = 1 << 20  # a manifest names a handful of files
_CHUNK = 1 << 20
KEY_FILE = "publisher.pub"

update_ = Group("update", words=Text("更新:离线核对发布", "Updates: check a release offline"))


@command("verify", Text("核对 U 盘上的发布:签名、文件、期限、版本;不联网,不安装",
                        "Check a release on a stick: signature, files, expiry, version"),
         parent=update_)  # fmt: skip
@argument("file", metavar="FILE")
@option("--key", metavar="FILE", words=Text("发布者的公钥文件", "The publisher's public key"))
def verify_(session: Session, file: str, *, key: str | None) -> None:
    """Check the manifest FILE, the one in the folder FILE, or the one beside the file FILE."""
    from firstline import __version__  # noqa: PLC0415 - this command alone
    from firstline.domain.release import check, release_from  # noqa: PLC0415

    path, wanted = _manifest(Path(file))
    data = _few_bytes(path)
    signer = _signed_by(_trusted(session, key), path, data)
    release = release_from(data.decode("utf-8", "replace"))
    check(release, __version__, _seen(session), session.now())
    files = _files_of(release, path, wanted)
    _remember(session, release.version)
    told = {**release.to_json(), "installed": __version__, "key": signer.named, "files": files}
    session.answer(told, lambda: _words(release, __version__, signer, files))


def _manifest(given: Path) -> tuple[Path, str]:
    """Return the manifest, and the name of the one file that was asked for, if any."""
    if given.name.endswith(ENDING):
        return readable_file(str(given)), ""
    folder = given if given.is_dir() else readable_file(str(given)).parent
    found = sorted(folder.glob(f"*{ENDING}"))
    if len(found) != 1:
        raise BadInput(
            Text(f"这里有 {len(found)} 份发布清单(*{ENDING}),要正好一份。",
                 f"There are {len(found)} release manifests (*{ENDING}) here, not one."),
            NOTHING_INSTALLED,
            Text("请直接写清单的文件名。", "Name the manifest itself."),
        )  # fmt: skip
    return found[0], "" if given.is_dir() else given.name


def _few_bytes(path: Path) -> bytes:
    with readable_file(str(path)).open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise BadInput(Text(f"{path.name} 太大。", f"{path.name} is too large."), NOTHING_INSTALLED)
    return data


def _trusted(session: Session, given: str | None) -> "tuple[PublicKey, ...]":
    """Return the publishers' keys: the one given, else that of the settings and the shipped one."""
    from firstline.system.minisign import FormatError, public_keys  # noqa: PLC0415 - see verify_
    from firstline.system.resources import resource_path  # noqa: PLC0415

    if given:
        texts = [_few_bytes(Path(given)).decode("utf-8", "replace")]
    else:
        shipped = resource_path(KEY_FILE)
        texts = [session.ground.settings.publisher]
        texts += [shipped.read_text("utf-8")] if shipped.is_file() else []
    try:
        keys = tuple(one for text in texts if text.strip() for one in public_keys(text))
    except FormatError as error:
        raise BadInput(
            Text("发布者的公钥读不懂。", "The publisher's public key cannot be read."),
            NOTHING_INSTALLED,
            Text("要的是 minisign 的公钥(RW 开头的一行)。",
                 "A public key of minisign is wanted: a line that begins with RW."),
        ) from error  # fmt: skip
    if not keys:
        raise Refused(
            Text("不知道发布者的公钥,无法核对。", "No publisher's public key is known here."),
            NOTHING_INSTALLED,
            Text('请用 --key 文件,或在 settings.toml 里写 publisher = "RW…"。',
                 'Give --key FILE, or write publisher = "RW…" into settings.toml.'),
        )  # fmt: skip
    return keys


def _signed_by(keys: "tuple[PublicKey, ...]", path: Path, data: bytes) -> "PublicKey":
    from firstline.system import minisign  # noqa: PLC0415 - see verify_

    beside = path.with_name(path.name + minisign.ENDING)
    if not beside.is_file():
        raise Refused(
            Text(f"清单旁边没有签名 {beside.name}。", f"The signature {beside.name} is missing."),
            NOTHING_INSTALLED,
        )
    try:
        signer, _comment = minisign.verify(
            keys, data, _few_bytes(beside).decode("utf-8", "replace")
        )
    except minisign.FormatError as error:
        raise BadInput(
            Text(
                f"{beside.name} 不是 minisign 的签名。", f"{beside.name} is no minisign signature."
            ),
            NOTHING_INSTALLED,
        ) from error
    except minisign.OtherKeyError as error:
        raise Refused(
            Text(f"签名用的是另一把钥匙 {error.named},不是这里信任的发布者。",
                 f"It is signed by another key, {error.named}, which is not trusted here."),
            NOTHING_INSTALLED,
            Text("请向发布者核对公钥。", "Ask the publisher which key is theirs."),
        ) from error  # fmt: skip
    except minisign.AlteredError as error:
        raise Refused(
            Text("清单或签名被改动过。", "The manifest or its signature was altered."),
            NOTHING_INSTALLED,
            Text("请重新取得这次发布,不要安装。", "Get the release anew, and do not install this."),
        ) from error
    return signer


def _files_of(release: Release, manifest: Path, wanted: str) -> list[dict[str, object]]:
    """Return each file and whether it is whole or missing. Raises Refused for an altered one."""
    known = {one.name for one in release.files}
    if wanted and wanted not in known:
        raise Refused(
            Text(f"清单里没有 {wanted}。", f"The manifest does not name {wanted}."),
            NOTHING_INSTALLED,
        )
    told: list[dict[str, object]] = []
    for one in release.files:
        place = manifest.with_name(one.name)
        here = place.is_file() and (not wanted or wanted == one.name)
        if here:
            _check_file(place, one)
        state = "whole" if here else "missing" if not place.is_file() else "unread"
        told.append({"name": one.name, "size": one.size, "sha256": one.sha256, "state": state})
    if not any(one["state"] == "whole" for one in told):
        raise Refused(
            Text("清单里的文件一个也不在这里。", "None of the manifest's files is here."),
            NOTHING_INSTALLED,
            Text("请把安装文件放在清单旁边。", "Lay the files beside the manifest."),
        )
    return told


def _check_file(path: Path, said: Packed) -> None:
    running = hashlib.sha256()
    with readable_file(str(path)).open("rb") as file:
        while chunk := file.read(_CHUNK):
            running.update(chunk)
    if (path.stat().st_size, running.hexdigest()) != (said.size, said.sha256):
        raise Refused(
            Text(f"{path.name} 与清单不符:被改动过,或没有拷完整。",
                 f"{path.name} is not what the manifest says: altered, or not copied whole."),
            NOTHING_INSTALLED,
            Text("请重新拷贝;仍不符就不要安装。",
                 "Copy it again; if it still differs, do not install it."),
        )  # fmt: skip


def _seen(session: Session) -> str:
    """Return the newest version that was verified on the profile; without a profile, none."""
    return str(session.store.get(SEEN) or "") if _has_store(session) else ""


def _remember(session: Session, version: str) -> None:
    if _has_store(session) and numbers(version) > numbers(_seen(session) or "0"):
        session.store.put(SEEN, version)


def _has_store(session: Session) -> bool:
    from firstline.store.file.connection import FILE  # noqa: PLC0415 - see verify_

    return (session.ground.folder / FILE).is_file()


def _words(
    release: Release, here: str, signer: "PublicKey", files: list[dict[str, object]]
) -> Text:
    """Return what a person reads: whose it is, which version, until when, and each file."""
    marks = {"whole": Text("✓ 完整", "✓ whole"), "missing": Text("— 不在这里", "— not here"),
             "unread": Text("— 未核对", "— not checked")}  # fmt: skip
    same = numbers(release.version) == numbers(here)
    lines = [
        Text(f"发布者:{release.publisher}(钥匙 {signer.named})",
             f"Publisher: {release.publisher} (key {signer.named})"),
        Text(f"版本:{release.version}(现在运行 {here}{',相同' if same else ''})",
             f"Version: {release.version} ({here} runs now{', the same' if same else ''})"),
        Text(f"签发 {release.issued.date()},有效到 {release.expires.date()}",
             f"Issued {release.issued.date()}, valid until {release.expires.date()}"),
        *(Text(f"{marks[str(one['state'])].zh}:{one['name']}",
               f"{marks[str(one['state'])].en}: {one['name']}") for one in files),
        Text("可以安装;这个命令不安装任何东西。",
             "It may be installed; this command installs nothing."),
    ]  # fmt: skip
    return Text("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))
