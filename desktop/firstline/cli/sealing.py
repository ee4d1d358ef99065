"""Whether a file leaves sealed or in the clear, as the options say or a person on the terminal."""

import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstline.cli.given import NOTHING_CHANGED, readable_file
from firstline.cli.grammar import option
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.handoff.passphrase import APART, LEAST, OPENS, READABLE, checked
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.report.zips import Sealing

_LOG = logging.getLogger("firstline.cli")
_MOST_BYTES = 4096
_ASK = Text(
    "不加密就写出吗?谁拿到文件都能读(否则加密)",
    "Write it in the clear, for anybody to read? (No: it is encrypted)",
)
_HINT = Text("加密请用 --sealed。", "--sealed encrypts it.")


@dataclass(frozen=True, slots=True)
class Seal:
    """How a file leaves: its passphrase, None in the clear, and whether it was made up here."""

    passphrase: str | None
    fresh: bool = False
    asked: bool = False  # in the clear on purpose: by an option, or on the question

    @property
    def sealed(self) -> bool:
        """Whether a passphrase is needed to read the file."""
        return self.passphrase is not None

    @property
    def sealing(self) -> "Sealing | None":
        """What seals the file as it is written, None in the clear."""
        if self.passphrase is None:
            return None
        from firstline.system.sealed_zip import sealing  # noqa: PLC0415 - seldom

        return sealing(self.passphrase)


def seal_options(act: Any) -> Any:
    """Give a command that writes a file for others --sealed, --passphrase-file and --plain."""
    words = (
        option("--sealed", is_flag=True, words=Text(
            "加密(AES-256 zip),口令只显示一次", "Encrypted zip; its passphrase is shown once")),
        option("--passphrase-file", metavar="FILE", words=Text(
            f"加密,口令是文件的第一行,至少 {LEAST} 个字符", "Encrypted; FILE's 1st line opens it")),
        option("--plain", is_flag=True, words=Text(
            "不加密:谁拿到都能读,会记录", "Not encrypted; it is recorded")),
    )  # fmt: skip
    for one in reversed(words):
        act = one(act)
    return act


def seal_of(
    session: Session, target: Path, *, sealed: bool, plain: bool, passphrase_file: str | None
) -> Seal:
    """Return how a file in the folder `target` is to leave. Raises BadInput.

    Where neither is said, a person on a terminal is asked, and a script gets it in the clear.
    """
    if plain and (sealed or passphrase_file):
        raise BadInput(Text("--sealed 和 --plain 只能写一个。", "Give --sealed or --plain."),
                       NOTHING_CHANGED)  # fmt: skip
    if passphrase_file:
        path = readable_file(passphrase_file)
        if path.resolve().parent == target.resolve():
            raise BadInput(
                Text("口令文件和包在同一个文件夹,容易一起发出去。",
                     "The passphrase would lie beside the package and travel with it."),
                NOTHING_CHANGED, Text("请放到别处。", "Keep it elsewhere."),
            )  # fmt: skip
        return Seal(checked(first_line(path)))
    if sealed or not (plain or _wants_plain(session)):
        from firstline.system.sealed_zip import new_passphrase  # noqa: PLC0415 - seldom

        return Seal(new_passphrase(), fresh=True)
    return Seal(None, asked=plain)


def tell(session: Session, seal: Seal, what: str, sha256: str) -> None:
    """Say on standard error what the person has to know of the file, and log that it left."""
    _LOG.info("%s left %s: sha256 %s", what, "sealed" if seal.sealed else "in the clear", sha256)
    if not seal.sealed:
        session.say(READABLE)
        if not seal.asked:
            session.say(_HINT)
        return
    if seal.fresh:
        session.say(Text(f"口令:{seal.passphrase}", f"Passphrase: {seal.passphrase}"))
    session.say(APART)
    session.say(OPENS)


def first_line(path: Path) -> str:
    """Return the first line of a file of text. Raises BadInput."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8-sig").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            Text(f"读不了 {path.name}。", f"{path.name} cannot be read."), NOTHING_CHANGED
        ) from error


def _wants_plain(session: Session) -> bool:
    """Whether it may be in the clear: in a script yes, on a terminal as the person answers."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    from click import confirm  # noqa: PLC0415 - on a terminal alone

    return confirm(_ASK.in_(session.language), default=False, err=True)
