"""The long tables of a verification report: totals, equations, differences and signatures."""

from collections.abc import Mapping
from typing import Any

from firstline.domain.reconcile.record import Kept
from firstline.domain.reconcile.values import KINDS, Difference, Kind
from firstline.domain.words import Text
from firstline.report.frozen.table import Table, Words

Json = Mapping[str, Any]
_ALL = Text("全部", "all")
_ROWS, _KEYS = Text("行数", "rows"), Text("键数", "keys")
_SIDES: Mapping[str, Text] = {"source": Text("源", "source"), "target": Text("目标", "target")}
_SHORT = Text(
    "分组太多:记录里只留下不相等的分组,每类最多 300 行。",
    "There are very many groups: the record holds those that do not agree, 300 lines of a kind.",
)


def _group(one: Json, words: Words) -> str:
    return " / ".join(str(value) for value in one["group"].values()) or words.say(_ALL)


def total_table(result: Json, words: Words) -> Table:
    """Return the control totals, of all rows first, then of each group."""
    heads = ((Text("分组", "Group"), 22), (Text("控制总数", "Control total"), 16),
             (Text("源", "Source"), 18), (Text("目标", "Target"), 18),
             (Text("差", "Difference"), 14), (Text("相等", "Equal"), 12))  # fmt: skip
    names = {"rows": words.say(_ROWS), "keys": words.say(_KEYS)}
    yes, no = words.say(Text("是", "yes")), words.say(Text("否", "NO"))
    rows = [
        [_group(one, words), names.get(one["measure"], one["measure"]), one["source"],
         one["target"], one["difference"], yes if one["equal"] else no]
        for one in result["totals"]
    ]  # fmt: skip
    by = " × ".join(result["options"]["group"])
    note = Text(f"按 {by} 分组,精确十进制。", f"By {by}, exact decimals.") if by else None
    if result.get("shortened"):
        note = Text(f"{note.zh}{_SHORT.zh}", f"{note.en} {_SHORT.en}") if note else _SHORT
    return Table(Text("控制总数", "Control totals"), heads, rows, note)


def equation_table(result: Json, words: Words) -> Table:
    """Return the equations: what both sides come to in each group and each file."""
    heads = ((Text("等式", "Equation"), 26), (Text("哪一边", "Side"), 10),
             (Text("分组", "Group"), 20), (Text("左边", "Left"), 16), (Text("右边", "Right"), 16),
             (Text("成立", "Holds"), 12))  # fmt: skip
    yes, no = words.say(Text("是", "yes")), words.say(Text("否", "NO"))
    each = words.say(Text("(逐行:行数 / 成立的行)", " (each row: rows / rows it holds in)"))
    rows = [
        [one["equation"] + (each if one["each_row"] else ""), words.say(_SIDES[one["side"]]),
         _group(one, words), one["left"], one["right"], yes if one["holds"] else no]
        for one in result["equations"]
    ]  # fmt: skip
    note = _SHORT if result.get("shortened") else None
    return Table(Text("勾稽等式", "Equations"), heads, rows, note)


def first_table(result: Json, words: Words) -> Table:
    """Return the first difference of each group, which is where to look first."""
    heads = ((Text("分组", "Group"), 35), (Text("日期", "Date"), 20), (Text("键", "Key"), 30),
             (Text("差异序号", "Difference"), 15))  # fmt: skip
    rows = [
        [_group(one, words), one["date"], " / ".join(one["key"]), str(one["difference"])]
        for one in result["first"]
    ]
    return Table(Text("每组首个差异", "First difference of each group"), heads, rows)


def sample_table(result: Json) -> Table:
    """Return rows that agree, drawn by the hash of their keys, side by side."""
    heads = ((Text("键", "Key"), 24), (Text("行(源/目标)", "Rows (source/target)"), 16),
             (Text("源 | 目标", "Source | target"), 60))  # fmt: skip
    rows = [
        [" / ".join(one["key"]), "/".join(str(row) for row in one["rows"]),
         "\n".join(f"{name}: {_cell(a)} | {_cell(b)}" for name, a, b in one["cells"])]
        for one in result.get("sample", ())
    ]  # fmt: skip
    note = Text("由键的哈希抽取,没有人挑选。", "Drawn by the hash of the key; nobody chose.")
    return Table(Text("抽样:一致的行", "Sample of rows that agree"), heads, rows, note)


def difference_table(kept: Kept, words: Words) -> Table:
    """Return every kept difference with its explanation, or that nobody explained it."""
    heads = ((Text("序号", "No."), 6), (Text("种类", "Kind"), 11), (Text("键", "Key"), 16),
             (Text("行(源/目标)", "Rows (source/target)"), 11),
             (Text("什么不同:源 → 目标", "What differs: source → target"), 28),
             (Text("说明", "Explanation"), 28))  # fmt: skip
    rows = [
        [str(one.number), words.say(KINDS[one.kind]), " / ".join(one.key),
         "/".join("—" if row is None else str(row) for row in one.rows), _what(one),
         _why(kept, one, words)]
        for one in kept.differences
    ]  # fmt: skip
    rest = kept.found - len(kept.differences)
    note = None
    if rest:
        note = Text(
            f"另有 {rest} 处差异不在记录里,都算未解释。",
            f"{rest} more are not in the record; all of them count as unexplained.",
        )
    return Table(Text("差异说明书", "Difference statement"), heads, rows, note)


def _what(one: Difference) -> str:
    if one.kind in (Kind.DIFFERENT, Kind.EQUATION):
        return "\n".join(
            f"{cell.column}: {_cell(cell.source)} → {_cell(cell.target)}"
            for cell in one.cells if cell.changed
        )  # fmt: skip
    return ", ".join(f"{cell.column} {_cell(cell.source or cell.target)}" for cell in one.cells)


def _cell(text: str | None) -> str:
    return "∅" if text in (None, "") else str(text)


def _why(kept: Kept, one: Difference, words: Words) -> str:
    told = kept.explanations.get(one.number)
    if told is None:
        return words.say(Text("未解释", "UNEXPLAINED"))
    return f"{told.text} — {told.by} {words.at(told.at)}"


def signature_table(kept: Kept, words: Words) -> Table:
    """Return the signatures, those that do not count with the reason."""
    heads = ((Text("签字人", "Signed by"), 25), (Text("时间", "At"), 20),
             (Text("附言", "Note"), 30), (Text("是否有效", "Counts"), 25))  # fmt: skip
    yes = words.say(Text("有效", "yes"))
    rows = [
        [one.by, words.at(one.at), one.note, words.say(one.fault) if one.fault.zh else yes]
        for one in kept.signatures
    ]
    return Table(Text("系统内的签字", "Signatures in the record"), heads, rows)
