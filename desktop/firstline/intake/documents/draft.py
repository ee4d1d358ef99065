"""Drafts the manifest of a pack from a folder: hashes reckoned, the rest to be looked at."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from firstline.domain.documents.formats import FORMATS, HEAD_BYTES, ending, fault_in
from firstline.domain.documents.pack import MANIFEST, SCHEMA
from firstline.domain.errors import BadInput
from firstline.domain.words import Text

_VERSION = re.compile(r"[vV]?(\d+(?:[.-]\d+){1,3}|\d{4,8})")
_ODD = re.compile(r"[^A-Za-z0-9]+")
_NOTHING = Text("什么都没有写。", "Nothing was written.")


@dataclass(frozen=True, slots=True)
class Drafted:
    """The text of the manifest, and the names of files that are left out since they are none."""

    text: str
    documents: int
    left_out: tuple[str, ...]


def draft(folder: Path, version: str) -> Drafted:
    """Return a manifest of the documents in `folder`, one after another by name.

    Code and version are guessed from a file's name and must be looked at; what cannot be guessed
    is DOC-1, DOC-2 … and 1. Raises BadInput for what is no folder or cannot be read.
    """
    try:
        if not folder.is_dir():
            raise BadInput(Text(f"{folder} 不是文件夹。", f"{folder} is no folder."), _NOTHING)
        found = [one for one in sorted(folder.iterdir()) if one.is_file() and one.name != MANIFEST]
        lines = [
            f'schema = "{SCHEMA}"', f"id = {_quoted(_code(folder.name, 0).lower())}",
            f"version = {_quoted(version)}", f"title_zh = {_quoted(folder.name)}",
            f"title_en = {_quoted(folder.name)}", 'source = ""',
        ]  # fmt: skip
        left, taken = [], set[str]()
        for one in found:
            said = _entry(one, len(taken) + 1, taken)
            lines += said
            if not said:
                left.append(one.name)
    except OSError as error:
        said_ = error.strerror or type(error).__name__
        raise BadInput(
            Text(f"{folder} 读不出来({said_})。", f"{folder} cannot be read ({said_})."), _NOTHING
        ) from error
    return Drafted("\n".join([*lines, ""]), len(taken), tuple(left))


def _entry(path: Path, number: int, taken: set[str]) -> list[str]:
    """Return the lines of one file, none for one that is no document."""
    if ending(path.name) not in FORMATS:
        return []
    data = path.read_bytes()
    if fault_in(path.name, data[:HEAD_BYTES]) is not None:
        return []
    found = _VERSION.search(path.stem)
    version = found[1].replace("-", ".") if found else "1"
    rest = path.stem.replace(found[0], " ") if found else path.stem
    code = _code(rest, number)
    if f"{code}:{version}" in taken:
        code = f"{code[:30]}-{number}"
    taken.add(f"{code}:{version}")
    title = " ".join(re.split(r"[_\s]+", rest)).strip() or path.stem
    return [
        "", "[[documents]]", f"file = {_quoted(path.name)}",
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"', f'code = "{code}"',
        f'version = "{version[:20]}"', f"title_zh = {_quoted(title)}",
        f"title_en = {_quoted(title)}", "products = []", 'versions = ""', "supersedes = []",
        "words = []",
    ]  # fmt: skip


def _code(words: str, number: int) -> str:
    plain = _ODD.sub("-", words).strip("-").upper()[:30].strip("-")
    return plain or f"DOC-{number}"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
