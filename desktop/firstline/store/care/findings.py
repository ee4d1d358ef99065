"""What a check of a profile found, as sentences and as JSON values."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: a code for scripts, a sentence, what it concerns."""

    code: str
    text: Text
    names: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "code": self.code, "zh": self.text.zh, "en": self.text.en, "names": list(self.names),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result of a check or of a repair.

    `checked` says what was looked at and how much, `findings` what is wrong now. After a repair
    `before` is what was wrong, `repaired` what was done, `kept` where the old files are.
    """

    checked: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Text, ...] = ()
    before: tuple[Finding, ...] = ()
    repaired: tuple[Text, ...] = ()
    kept: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def has(self, *codes: str) -> bool:
        """Whether any finding bears one of these codes."""
        return any(one.code in codes for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "ok": self.ok,
            "checked": dict(self.checked),
            "findings": [one.to_json() for one in self.findings],
            "before": [one.to_json() for one in self.before],
            "notes": [{"zh": one.zh, "en": one.en} for one in self.notes],
            "repaired": [{"zh": one.zh, "en": one.en} for one in self.repaired],
            "kept": str(self.kept) if self.kept else None,
        }


def unreadable(problem_text: Text) -> Finding:
    """Return the finding of a database that cannot be opened at all."""
    return Finding("file", problem_text)


def structure(details: tuple[str, ...]) -> Finding:
    """Return the finding of a file whose pages do not fit together."""
    return Finding(
        "structure",
        Text(
            f"数据库文件的结构有 {len(details)} 处损坏。",
            f"The database's structure is damaged in {len(details)} places.",
        ),
        details,
    )


def links(count: int) -> Finding:
    """Return the finding of rows that point nowhere."""
    return Finding(
        "links",
        Text(f"{count} 行的引用无效。", f"{count} rows point at nothing."),
    )


def edits(names: tuple[str, ...]) -> Finding:
    """Return the finding of edits whose content is not what was stored (N3)."""
    return Finding(
        "edit",
        Text(
            f"{len(names)} 条编辑的内容与校验值不符。",
            f"{len(names)} edits do not match their SHA-256.",
        ),
        names,
    )


def chain(names: tuple[str, ...]) -> Finding:
    """Return the finding of a broken chain: edits removed, inserted or moved before these (N3)."""
    return Finding(
        "chain",
        Text(
            f"编辑链在 {len(names)} 处断开:之前有编辑被删、被插或被换。",
            f"The chain of edits breaks at {len(names)} places: edits before them were removed,"
            " inserted or exchanged.",
        ),
        names,
    )


def snapshot_ahead(names: tuple[str, ...]) -> Finding:
    """Return the finding of edits that only a snapshot holds: the log's end was damaged."""
    return Finding(
        "ahead",
        Text(
            f"快照里有 {len(names)} 条编辑,数据库和日志里都没有。",
            f"A snapshot holds {len(names)} edits that neither database nor journal has.",
        ),
        names,
    )


def search(details: tuple[str, ...]) -> Finding:
    """Return the finding of a search index that does not fit the tickets."""
    return Finding(
        "search", Text("搜索索引与工单不符。", "The search index does not fit."), details
    )


def shown(names: tuple[str, ...]) -> Finding:
    """Return the finding of tickets that are not shown as their edits say."""
    return Finding(
        "shown",
        Text(
            f"{len(names)} 张工单的显示与编辑不符。",
            f"{len(names)} tickets are not shown as their edits say.",
        ),
        names,
    )


def due(names: tuple[str, ...]) -> Finding:
    """Return the finding of due times that differ from a fresh evaluation."""
    return Finding(
        "due",
        Text(
            f"{len(names)} 张工单的时限缓存与重新计算的不同。",
            f"The stored due times of {len(names)} tickets differ from a fresh evaluation.",
        ),
        names,
    )


def orphans(names: tuple[str, ...]) -> Finding:
    """Return the finding of edits whose ticket was never opened here."""
    return Finding(
        "orphan",
        Text(
            f"{len(names)} 张工单只剩后续编辑,开单的那条不在了。",
            f"Of {len(names)} tickets only later edits are left; the opening one is gone.",
        ),
        names,
    )


def files_missing(names: tuple[str, ...]) -> Finding:
    """Return the finding of attachments that are not on this machine."""
    return Finding(
        "file_missing",
        Text(f"缺少 {len(names)} 个附件文件。", f"{len(names)} attached files are missing."),
        names,
    )


def files_damaged(names: tuple[str, ...]) -> Finding:
    """Return the finding of attachments whose bytes have changed."""
    return Finding(
        "file_damaged",
        Text(f"{len(names)} 个附件文件已损坏。", f"{len(names)} attached files are damaged."),
        names,
    )


def journal_damaged(names: tuple[str, ...]) -> Finding:
    """Return the finding of journal lines that fail their check."""
    return Finding(
        "journal",
        Text(f"日志中有 {len(names)} 行损坏。", f"{len(names)} lines of the journal are damaged."),
        names,
    )


def journal_behind(names: tuple[str, ...]) -> Finding:
    """Return the finding of edits that the journal does not hold."""
    return Finding(
        "journal_behind",
        Text(f"日志缺少 {len(names)} 条编辑。", f"The journal lacks {len(names)} edits."),
        names,
    )


def database_behind(names: tuple[str, ...]) -> Finding:
    """Return the finding of edits that only the journal holds."""
    return Finding(
        "database_behind",
        Text(
            f"有 {len(names)} 条编辑只在日志里,数据库里没有。",
            f"{len(names)} edits are in the journal and not in the database.",
        ),
        names,
    )


def states_behind(names: tuple[str, ...]) -> Finding:
    """Return the finding of edits that the journal knows in a later state, such as withdrawn."""
    return Finding(
        "states_behind",
        Text(
            f"有 {len(names)} 条编辑的状态比日志旧。",
            f"{len(names)} edits are in an older state than the journal says.",
        ),
        names,
    )


def stranger() -> Finding:
    """Return the finding of a database and a journal that have no edit in common."""
    return Finding(
        "stranger",
        Text(
            "数据库和日志里没有一条相同的编辑:其中一个属于别的配置。",
            "Database and journal have no edit in common: one of them is of another profile.",
        ),
    )
