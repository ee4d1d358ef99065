"""The tables of a runbook's report: the same rows for the page and for the workbook."""

from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.runbook.live import PHASES, Phase
from firstline.domain.runbook.proof import DRILLS, DrillKind
from firstline.domain.runbook.review import SECTION_NAMES
from firstline.domain.runbook.runbook import (
    ROLES,
    SEVERITIES,
    STATES,
    VOTES,
    ItemState,
    Severity,
    Vote,
)
from firstline.domain.runbook.settings import NAMES
from firstline.domain.words import Language, Text
from firstline.report.frozen.table import Table, Words

Json = dict[str, Any]
_GO, _NO_GO = Text("放行", "go"), Text("不放行", "no-go")


def tables(told: Json, language: Language, zone: str) -> list[Table]:
    """Return the tables of the report, those with rows alone."""
    words = _Words(language, ZoneInfo(zone))
    found = [
        _facts(told, words), _gates(told, words), _reasons(told, words), _votes(told, words),
        _items(told, words), _waivers(told, words), _proofs(told, words), _plan(told, words),
        *_runs(told, words), _notes(told, words), _hashes(told, words),
    ]  # fmt: skip
    return [one for one in found if one.rows]


class _Words(Words):
    def of(self, raw: Json, name: str) -> str:
        return str(raw[f"{name}_zh" if self.language == "zh_CN" else f"{name}_en"])

    def who(self, raw: Json) -> str:
        """Whose word it is and, where somebody else typed it, who."""
        if raw["typed_by"] in ("", raw["by"]):
            return str(raw["by"])
        typed = Text(f"(由 {raw['typed_by']} 录入)", f" (typed by {raw['typed_by']})")
        return f"{raw['by']}{self.say(typed)}"

    def role(self, name: str) -> str:
        return self.say(ROLES.get(name, Text(name, name)))


def _facts(told: Json, words: _Words) -> Table:
    live, settings = told["live"], told["settings"]
    rows = [
        [words.say(Text("编号", "Number")), told["number"]],
        [words.say(Text("模板", "Template")),
         f"{words.of(told['template'], 'title')} {told['template']['version']}"],
        [words.say(Text("阶段", "Phase")), words.say(PHASES[Phase(told["phase"])])],
    ]  # fmt: skip
    for name, text in NAMES.items():
        value = settings.get(name)
        if value is not None:
            rows.append([words.say(text), words.at(value) if "window" in name else str(value)])
    rows += [
        [words.say(Text("最晚回退时刻", "Latest safe rollback")),
         words.at(live["latest_rollback_at"]) or words.say(PHASES[Phase.UNMEASURED])],
        *([words.role(role), name] for role, name in settings["roles"].items()),
    ]  # fmt: skip
    if told["contested"]:
        rows.append([words.say(Text("两处设了不同的值", "Set differently on two machines")),
                     ", ".join(told["contested"])])  # fmt: skip
    heads = ((Text("项目", "What"), 30), (Text("值", "Value"), 70))
    return Table(Text("概况", "Summary"), heads, rows)


def _gates(told: Json, words: _Words) -> Table:
    heads = ((Text("关口", "Gate"), 12), (Text("名称", "Name"), 48),
             (Text("结论", "Verdict"), 20), (Text("完成", "Closed"), 20))  # fmt: skip
    rows = [
        [one["id"], words.of(one, "title"), words.say(_GO if one["verdict"] == "go" else _NO_GO),
         f"{one['closed']}/{one['total']}"]
        for one in told["gates"]
    ]  # fmt: skip
    return Table(Text("关口", "Gates"), heads, rows)


def _reasons(told: Json, words: _Words) -> Table:
    heads = ((Text("关口", "Gate"), 12), (Text("不放行的原因", "What stops it"), 88))
    rows = [
        [gate["id"], words.of(one, "text")] for gate in told["gates"] for one in gate["reasons"]
    ]
    return Table(Text("未放行的原因", "Open reasons"), heads, rows)


def _votes(told: Json, words: _Words) -> Table:
    heads = ((Text("关口", "Gate"), 12), (Text("角色", "Role"), 30), (Text("姓名", "Name"), 30),
             (Text("表决", "Vote"), 28))  # fmt: skip
    none = Text("未表决,按不放行算", "not cast, which is no-go")
    rows = [
        [gate["id"], words.role(one["role"]), one["name"],
         words.say(VOTES[Vote(one["vote"])] if one["vote"] else none)]
        for gate in told["gates"] for one in gate["votes"]
    ]  # fmt: skip
    return Table(Text("表决", "Votes"), heads, rows)


def _items(told: Json, words: _Words) -> Table:
    heads = ((Text("编号", "Id"), 6), (Text("关口", "Gate"), 6), (Text("检查项", "Item"), 34),
             (Text("级别", "Severity"), 10), (Text("状态", "State"), 11),
             (Text("负责人", "Owner"), 14), (Text("证据", "Evidence"), 19))  # fmt: skip
    rows = [
        [one["id"], one["gate"], words.of(one, "title"),
         words.say(SEVERITIES[Severity(one["severity"])]),
         words.say(STATES[ItemState(one["state"])]),
         one["owner"] or words.role(one["owner_role"]),
         "; ".join(_proof(proof) for proof in one["evidence"])]
        for one in told["items"]
    ]  # fmt: skip
    return Table(Text("检查项与证据", "Items and evidence"), heads, rows)


def _proof(one: Json) -> str:
    said = one["name"] or " ".join(one["text"].split())[:80]
    return f"{said} ({one['by']})"  # its whole hash stands in a table of its own


def _waivers(told: Json, words: _Words) -> Table:
    heads = ((Text("编号", "Id"), 10), (Text("谁", "Who"), 20), (Text("理由", "Why"), 40),
             (Text("到", "Until"), 30))  # fmt: skip
    over = Text("(已过期)", " (ended)")
    rows = [
        [one["id"], words.who(let), let["reason"],
         let["until"] + (words.say(over) if let["expired"] else "")]
        for one in told["items"] for let in one["waivers"]
    ]  # fmt: skip
    na = words.say(STATES[ItemState.NA])
    rows += [[one["id"], who, na, ""] for one in told["items"] for who in one["not_applicable"]]
    return Table(Text("豁免与不适用", "Waivers, not applicable"), heads, rows)


def _proofs(told: Json, words: _Words) -> Table:
    heads = ((Text("时间", "When"), 20), (Text("什么", "What"), 34), (Text("结果", "Result"), 26),
             (Text("谁", "Who"), 20))  # fmt: skip
    proofs = told["insurance"]
    backup, passed, failed = (
        Text("备份", "backup"), Text("通过", "passed"), Text("未通过", "failed"),
    )  # fmt: skip
    rows = [
        [words.at(one["at"]), f"{words.say(backup)} {one['name']} {one['place']}".rstrip(),
         f"SHA-256 {one['sha256'][:16]}…", one["by"]]
        for one in proofs["backups"]
    ]  # fmt: skip
    rows += [
        [words.at(one["at"]), words.say(DRILLS[DrillKind(one["kind"])]),
         f"{words.say(passed if one['passed'] else failed)}, {one['minutes']:g} min", one["by"]]
        for one in proofs["drills"]
    ]  # fmt: skip
    return Table(Text("备份与演练证明", "Backups and drills"), heads, rows)


def _plan(told: Json, words: _Words) -> Table:
    heads = ((Text("步骤", "Step"), 10), (Text("开始(分)", "Begin, min"), 18),
             (Text("结束(分)", "End, min"), 18), (Text("余量(分)", "Slack, min"), 18),
             (Text("关键路径", "Critical path"), 36))  # fmt: skip
    yes = words.say(Text("是", "yes"))
    rows = [
        [one["item"], f"{one['start']:g}", f"{one['end']:g}", f"{one['slack']:g}",
         yes if one["critical"] else ""]
        for one in told["plan"]["bars"]
    ]  # fmt: skip
    return Table(Text("时间表", "Timeline"), heads, rows)


def _runs(told: Json, words: _Words) -> list[Table]:
    heads = ((Text("步骤", "Step"), 10), (Text("计划(分)", "Planned, min"), 20),
             (Text("实际(分)", "Actual, min"), 20), (Text("开始", "Began"), 25),
             (Text("完成", "Finished"), 25))  # fmt: skip
    found = []
    for run in told["runs"]:
        name = Text(
            f"{'演练' if run['mode'] == 'rehearsal' else '正式切换'} {run['number']}",
            f"{'Rehearsal' if run['mode'] == 'rehearsal' else 'Live cutover'} {run['number']}",
        )
        rows = [
            [one["item"], _number(one["planned"]), _number(one["actual"]), words.at(one["began"]),
             words.at(one["finished"])]
            for one in run["steps"]
        ]  # fmt: skip
        rows.append(
            ["Σ", _number(run["planned_minutes"]), _number(run["actual_minutes"]),
             words.at(run["began"]), words.at(run["ended"])]
        )  # fmt: skip
        found.append(Table(name, heads, rows))
    return found


def _notes(told: Json, words: _Words) -> Table:
    heads = ((Text("方面", "Part"), 16), (Text("内容", "Words"), 50), (Text("谁", "Who"), 18),
             (Text("期限", "Due"), 16))  # fmt: skip
    rows = [
        [words.say(SECTION_NAMES[one["section"]]), one["text"], one["owner"] or one["by"],
         one["due"]]
        for one in told["review"]["notes"]
    ]  # fmt: skip
    return Table(Text("上线后评审", "Post-implementation review"), heads, rows)


def _number(minutes: float | None) -> str:
    return "" if minutes is None else f"{minutes:g}"


def _hashes(told: Json, words: _Words) -> Table:
    heads = ((Text("编号", "Id"), 8), (Text("证据", "Evidence"), 24), (Text("谁", "Who"), 12),
             (Text("时间", "When"), 14), (Text("SHA-256", "SHA-256"), 42))  # fmt: skip
    rows = [
        [one["item"], one["name"], one["by"], words.at(one["at"]), one["sha256"]]
        for one in evidence_of(told)
    ]
    return Table(Text("证据校验和", "Hashes of the evidence"), heads, rows)


def evidence_of(told: Json) -> list[Json]:
    """Return every piece of evidence: of items, backups and drills, with its whole hash."""
    found = [
        {"item": item["id"], "name": one["name"] or " ".join(one["text"].split())[:120],
         "by": one["by"], "at": one["at"], "sha256": one["sha256"]}
        for item in told["items"] for one in item["evidence"]
    ]  # fmt: skip
    proofs = told["insurance"]
    found += [
        {"item": "", "name": one.get("name") or one.get("note", ""), "by": one["by"],
         "at": one["at"], "sha256": one["sha256"]}
        for one in (*proofs["backups"], *proofs["drills"]) if one["sha256"]
    ]  # fmt: skip
    return found
