"""The verification report of a kept reconciliation: what was compared, and who signs for it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.reconcile.record import KIND, Kept, kept_from
from firstline.domain.reconcile.rules import RULES
from firstline.domain.words import Language, Text
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made, Table, Words, fact_table
from firstline.report.frozen.verification_rows import (
    difference_table,
    equation_table,
    first_table,
    sample_table,
    signature_table,
    total_table,
)

VERIFICATION = "verification"
_TITLE = Text("迁移验证报告", "Verification report")
_SIGN = (
    Text(
        "我已核对上述输入的 SHA-256、控制总数、差异及其说明。",
        "I have checked the SHA-256 of the inputs, the control totals, the differences and their "
        "explanations.",
    ),
    Text(
        "审计人 ____________________  签字 ____________________  日期 ____________",
        "Auditor ____________________  Signature ____________________  Date ____________",
    ),
)
_SIDES = (("source", Text("源", "Source")), ("target", Text("目标", "Target")))
_PRECISIONS: Mapping[str, Text] = {
    "day": Text("天", "day"), "minute": Text("分钟", "minute"), "second": Text("秒", "second"),
    "exact": Text("完整", "exact"),
}  # fmt: skip
_NONE = Text("无", "none")
Json = dict[str, Any]


def verification_shot(record: Entity, now: datetime, zone: str, language: Language) -> Shot:
    """Return the snapshot of a kept reconciliation as it stands."""
    return Shot(VERIFICATION, {KIND: (record,)}, now, zone, record.id, language=language)


def verification(shot: Shot) -> Made:
    """Return the verification report. Raises BadInput for a record that cannot be read."""
    kept = kept_from(shot.record(KIND))
    if kept is None:
        raise BadInput(Text("这次对账读不了。", "The comparison cannot be read."))
    words, result = shot.words, dict(kept.result)
    tables = [
        _verdict(kept, words), _inputs(result, words), _options(result, words),
        _rules(result, words), _rows(result, words), total_table(result, words),
        equation_table(result, words), first_table(result, words), difference_table(kept, words),
        sample_table(result), signature_table(kept, words),
    ]  # fmt: skip
    inputs = result["inputs"]
    return Made(
        VERIFICATION, shot.text(), _TITLE, f"{kept.number} {kept.name}",
        [one for one in tables if one.rows], _SIGN, shot.now, shot.language,
        {"reconciliation": kept.number, "digest": kept.digest, "unexplained": kept.unexplained,
         "signed_by": kept.signature.by if kept.signature else None,
         "evidence": [
             {"item": side, "name": inputs[side]["name"], "sha256": inputs[side]["sha256"]}
             for side, _ in _SIDES
         ]},
    )  # fmt: skip


def verdict_of(kept: Kept) -> Text:
    """Return the verdict in a sentence: zero unexplained and signed, or what is still open."""
    if kept.unexplained:
        return Text(
            f"未完成:{kept.found} 处差异中还有 {kept.unexplained} 处没有说明。",
            f"Open: {kept.unexplained} of {kept.found} differences are unexplained.",
        )
    if kept.signature is None:
        return Text(
            f"零未解释差异({kept.found} 处都有说明),还没有签字。",
            f"Zero unexplained differences (all {kept.found} explained); not signed yet.",
        )
    return Text(
        f"零未解释差异({kept.found} 处都有说明),已由 {kept.signature.by} 签字。",
        f"Zero unexplained differences (all {kept.found} explained), signed by "
        f"{kept.signature.by}.",
    )


def _verdict(kept: Kept, words: Words) -> Table:
    equal = kept.result.get("verdict") == "equal"
    rows = [
        [words.say(Text("结论", "Verdict")), words.say(verdict_of(kept))],
        [words.say(Text("源与目标", "Source and target")),
         words.say(Text("一致", "equal") if equal else Text("有差异", "different"))],
        [words.say(Text("差异", "Differences")), str(kept.found)],
        [words.say(Text("未解释", "Unexplained")), str(kept.unexplained)],
        [words.say(Text("编号", "Number")), kept.number],
        [words.say(Text("对账人与时间", "Compared by, at")), f"{kept.by} {words.at(kept.at)}"],
        [words.say(Text("结果 SHA-256", "SHA-256 of the result")), kept.digest],
    ]  # fmt: skip
    return fact_table(Text("结论", "Verdict"), rows)


def _inputs(result: Json, words: Words) -> Table:
    heads = ((Text("哪一边", "Side"), 9), (Text("文件", "File"), 25), (Text("种类", "Kind"), 9),
             (Text("字节", "Bytes"), 11), (Text("SHA-256", "SHA-256"), 46))  # fmt: skip
    sorted_ = result.get("rows_sha256", {})
    rows = []
    for side, name in _SIDES:
        one = result["inputs"][side]
        lines = Text(f"排序后的归一行:\n{sorted_.get(side, '')}",
                     f"sorted normalised rows:\n{sorted_.get(side, '')}")  # fmt: skip
        said = f"{one['sha256']}\n{words.say(lines)}"
        rows.append([words.say(name), one["name"], one["kind"], str(one["bytes"]), said])
    return Table(Text("输入", "Inputs"), heads, rows)


def _options(result: Json, words: Words) -> Table:
    options, none = result["options"], words.say(_NONE)
    tolerances = [
        f"{name} {one['absolute']}" + (f", {one['percent']} %" if one["percent"] != "0" else "")
        for name, one in options["tolerance"].items()
    ]
    left = [f"{words.say(name)}: {', '.join(options['not_compared'][side])}"
            for side, name in _SIDES if options["not_compared"][side]]  # fmt: skip
    told: list[tuple[Text, Iterable[str]]] = [
        (Text("关键列", "Key"), options["key"]),
        (Text("数值列", "Measures"), options["measure"]),
        (Text("比较的其他列", "Other columns compared"), options["words"]),
        (Text("分组", "Groups"), options["group"]),
        (Text("容差", "Tolerances"), tolerances),
        (Text("等式", "Equations"), [one["text"] for one in options["equations"]]),
        (Text("日期列", "Date"), [options["date"]] if options["date"] else []),
        (Text("没有比较的列", "Columns not compared"), left),
    ]
    rows = [[words.say(name), ", ".join(values) or none] for name, values in told]
    return fact_table(Text("比较选项", "Options"), rows)


def _rules(result: Json, words: Words) -> Table:
    options = result["options"]
    on, off = words.say(Text("用", "on")), words.say(Text("不用", "off"))
    rules = options["rules"]
    rows = [[words.say(text), on if rules.get(str(rule)) else off] for rule, text in RULES.items()]
    rows += [
        [words.say(Text("日期精度", "Precision of dates")),
         words.say(_PRECISIONS[options["date_precision"]])],
        [words.say(Text("工作簿中的数", "Numbers of workbooks")),
         words.say(Text("15 位有效数字", "15 significant digits"))],
    ]  # fmt: skip
    heads = ((Text("规则", "Rule"), 70), (Text("本次", "Here"), 30))
    return Table(Text("归一规则", "Normalisation"), heads, rows)


def _rows(result: Json, words: Words) -> Table:
    counts, rate = result["rows"], result["error_rate"]
    names = {
        "source": Text("源行数", "Rows of the source"),
        "target": Text("目标行数", "Rows of the target"),
        "matched": Text("两边都有的键", "Keys on both sides"),
        "equal": Text("其中一致", "of them equal"),
        "within_tolerance": Text("其中容差内", "of them within tolerance"),
        "different": Text("其中不一致", "of them different"),
        "missing": Text("目标缺少", "Missing in the target"),
        "extra": Text("目标多出", "Extra in the target"),
    }
    rows = [[words.say(text), str(counts[name])] for name, text in names.items()]
    percent = rate["percent"]
    said = "—" if percent is None else f"{percent} %"
    rows.append(
        [words.say(Text("错误率", "Error rate")), f"{said} ({rate['found']} / {rate['base']})"]
    )
    rows += [
        [words.say(Text(f"空的“{name}”(源 / 目标)", f"Empty “{name}” (source / target)")),
         " / ".join(str(one) for one in both)]
        for name, both in result.get("blanks", {}).items()
    ]  # fmt: skip
    return fact_table(Text("行数", "Rows"), rows)
