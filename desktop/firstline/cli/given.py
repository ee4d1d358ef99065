"""Words from the command line that name a file or are a text themselves."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.cli.session import Session
    from firstline.store.store import Store

NOTHING_CHANGED = Text("什么都没有改。", "Nothing was changed.")


def readable_file(name: str) -> Path:
    """Return the file of this name. Raises BadInput for a folder, a missing or closed file."""
    path = Path(name)
    try:
        if path.is_dir():
            raise BadInput(
                Text(f"{path} 是文件夹,不是文件。", f"{path} is a folder, not a file."),
                NOTHING_CHANGED,
            )
        with path.open("rb"):
            return path
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            Text(f"打不开文件 {name[:200]}({reason})。",
                 f"The file {name[:200]} cannot be opened ({reason})."),
            NOTHING_CHANGED,
        ) from error  # fmt: skip


def readable_files(names: Iterable[str]) -> tuple[Path, ...]:
    """Return the files of these names, all of them checked before any is kept."""
    return tuple(readable_file(one) for one in names)


def keep_files(store: "Store", paths: Iterable[Path]) -> tuple[Attachment, ...]:
    """Keep the files by content and return them as attachments."""
    return tuple(store.keep_file(one, one.name) for one in paths)


def note_file(session: "Session", path: Path, category: str, **more: str) -> None:
    """Remember a file that was written outside the profile, so that a rule finds it again."""
    from firstline.domain.retention.category import Category  # noqa: PLC0415 - after a file alone
    from firstline.store.retention import written  # noqa: PLC0415

    with suppress(OSError):  # it is gone already: nothing to find again
        one = written.of(path, Category(category), session.now(), **more)
        session.store.note_written(one)


def is_file(word: str) -> bool:
    """Whether the word names a file that is there, rather than being a text of its own."""
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        return False


def proof_words(word: str) -> str:
    """Return a proof as text: the word itself, or a file's name and SHA-256; the file stays."""
    if not word or not is_file(word):
        return word
    from hashlib import file_digest  # noqa: PLC0415 - for a file alone

    path = readable_file(word)
    with path.open("rb") as stream:
        return f"{path.name} (sha256 {file_digest(stream, 'sha256').hexdigest()})"
