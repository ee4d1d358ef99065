"""Whether a report is what its snapshot makes: every hash of the manifest reckoned again."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from firstline.domain.errors import BadInput
from firstline.domain.words import Language, Text
from firstline.report.frozen.reports import read_report
from firstline.report.frozen.writing import MANIFEST, WritePdf, write_document
from firstline.report.whole_file import hash_of

SUFFIX = ".manifest.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file of a manifest: its hash there, on the disk, and as the snapshot makes it."""

    name: str
    recorded: str
    found: str | None
    made: str | None

    @property
    def equal(self) -> bool:
        """Whether all three are the same."""
        return self.recorded == self.found == self.made

    def to_json(self) -> dict[str, Any]:
        """Return the file as JSON."""
        return {"name": self.name, "recorded_sha256": self.recorded, "found_sha256": self.found,
                "made_sha256": self.made, "equal": self.equal}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What checking a manifest came to; `said` is whether the report says the same words.

    Where that holds and a page alone differs, other fonts or another version drew it.
    """

    report: str
    files: tuple[Checked, ...]
    snapshot: bool
    said: bool

    @property
    def equal(self) -> bool:
        """Whether everything is what the snapshot makes, to the byte."""
        return self.snapshot and self.said and all(one.equal for one in self.files)

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as JSON."""
        return {
            "report": self.report, "equal": self.equal, "snapshot_equal": self.snapshot,
            "content_equal": self.said, "files": [one.to_json() for one in self.files],
        }  # fmt: skip


def check(path: Path, write_pdf: WritePdf) -> Outcome:
    """Make the report of a manifest again from the snapshot beside it, and compare.

    `path` is the manifest, or the report that it lies beside. Raises BadInput for what is no
    manifest, and for a snapshot that is missing or none.
    """
    place = path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)
    told = _manifest(place)
    document, snapshot = told["files"]
    language: Language = "en" if told["language"] == "en" else "zh_CN"
    made = read_report(place.with_name(snapshot["name"]), language)
    with TemporaryDirectory() as folder:
        again = Path(folder) / document["name"]
        write_document(again, made, write_pdf)
        files = (
            Checked(document["name"], document["sha256"],
                    _found(place.with_name(document["name"])), hash_of(again)),
            Checked(snapshot["name"], snapshot["sha256"],
                    _found(place.with_name(snapshot["name"])), made.mark),
        )  # fmt: skip
    return Outcome(
        made.report, files, told["snapshot_sha256"] == made.mark,
        told["content_sha256"] == made.content,
    )  # fmt: skip


def _found(path: Path) -> str | None:
    try:
        return hash_of(path)
    except OSError:
        return None


def _manifest(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text("utf-8"))
        files = raw["files"]
        plain = len(files) == 2 and all(
            isinstance(one["name"], str) and isinstance(one["sha256"], str)
            and one["name"] == Path(one["name"]).name and one["name"] for one in files
        )  # fmt: skip
        if raw["format"] != MANIFEST or not plain:
            raise _none(path)
        told = ("language", "snapshot_sha256", "content_sha256")
        return {"files": files, **{name: str(raw[name]) for name in told}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _none(path) from error


def _none(path: Path) -> BadInput:
    return BadInput(
        Text(f"{path} 不是报告的哈希清单。", f"{path} is no manifest of a report."),
        next_step=Text("给出报告,或它旁边的 .manifest.json。",
                       "Give the report, or the .manifest.json beside it."),
    )  # fmt: skip
