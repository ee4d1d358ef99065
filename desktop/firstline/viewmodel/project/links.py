"""Registers of interfaces and their data on the page of projects."""

from datetime import tzinfo
from decimal import Decimal

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import NOTHING
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.measurement import PHASES, one_place
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.instants import parse_instant
from firstline.domain.interfaces import (
    contract,
    extract_copy,
    mapping,
    migration_score,
    network,
    slow_sql,
)
from firstline.domain.interfaces.statement import Statement
from firstline.domain.words import Text, several
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

SHADES = {"ok": "ok", "passed": "ok", "faster": "ok", "failed": "P1", "bad": "P1", "slower": "P1",
          "not_tested": "muted", "unchecked": "P2", "few": "P2"}  # fmt: skip
TOP = 5  # statements that are told beside a reading
INTERFACES = Frame(
    "interface_contract", Text("接口", "Interfaces"), "plug",
    (Text("接口", "Interface"), Text("方向", "Direction"), Text("认证", "Authentication"),
     Text("最近成功", "Last success"), Text("探测", "Probe"), LOOK),
    (160, 70, 110, 120, 96, 170), 0,
    Text("还没有登记接口。密钥只写它在钥匙串里的名字。",
         "No interfaces yet. Of a secret only its name in the keyring is written."),
    contract.SHEET, spare=(2, 1, 3),
)  # fmt: skip
MAPPINGS = Frame(
    "field_mapping", Text("字段映射", "Field mapping"), "workflow",
    (Text("来源字段", "Source"), Text("目标字段", "Target"), Text("转换", "Transform"),
     Text("检查", "Check"), Text("诊断项", "Case"), LOOK),
    (120, 120, 130, 84, 96, 150), 2,
    Text("还没有字段映射:逐个登记,或导入一张表。",
         "No mapped fields yet: record each, or take a table in."),
    mapping.SHEET, spare=(4, 5),
)  # fmt: skip
SLOW = Frame(
    "slow_sql", Text("慢语句", "Slow statements"), "clock",
    (Text("事务", "Transaction"), Text("阶段", "Phase"), Text("语句", "Statements"),
     Text("次数", "Calls"), Text("总秒数", "Total s"), Text("与之前比", "Against before")),
    (150, 66, 96, 76, 84, 220), 5,
    Text("还没有慢语句:收入数据库的慢查询输出,字面值会被去掉。",
         "No readings yet: take a database's slow-query output in; its values are removed."),
    slow_sql.SHEET, adds=False, spare=(3, 2),
)  # fmt: skip
NETWORKS = Frame(
    "net_sample", Text("网络采样", "Networks"), "server",
    (Text("地点或线路", "Place or line"), Text("用途", "Profile"), Text("样本", "Samples"),
     Text("各班次", "By shift"), LOOK),
    (160, 110, 70, 190, 170), 0,
    Text("还没有采样:收入一天的采样文件,按班次得出结论。",
         "No samples yet: take a day's file in; each shift gets its verdict."),
    network.SHEET, adds=False, spare=(1, 2),
)  # fmt: skip

EXTRACTS = Frame(
    "extract_copy", Text("抽取登记", "Extracts"), "package",
    (Text("抽取", "Extract"), Text("谁", "By"), Text("在哪里", "Where"), Text("加密", "Encrypted"),
     Text("销毁", "Destruction"), LOOK),
    (150, 80, 130, 84, 110, 170), 0,
    Text("还没有登记抽取:谁拿了什么数据、放在哪里、何时销毁。",
         "No extracts yet: who holds which data where, and when it is destroyed."),
    extract_copy.SHEET, spare=(2, 1),
)  # fmt: skip
SCORES = Frame(
    "migration_score", Text("迁移风险", "Migration risk"), "triangle-alert",
    (Text("项目", "Project"), Text("日期", "Assessed on"), Text("分数", "Score"),
     Text("等级", "Level"), Text("规则", "Rule")),
    (180, 100, 80, 110, 190), 0,
    Text("还没有评分:写明项目,登记一次评分。", "No scores yet: name a project and record one."),
    migration_score.SHEET, adds=False, spare=(4,),
)  # fmt: skip


def interfaces(held: Held) -> Board:
    """Return the interfaces with what their last probe found."""
    lines = []
    found = contract.contracts(held.of("interface_contract"), held.now, held.project)
    for one, flags in found:
        kept = contract.probes(one)
        result = kept[-1].result if kept else "not_tested"
        said, title = contract.RESULTS[result], text_of(one, "name")
        cells = (
            plain(title, bold=True),
            Shown(named(contract.DIRECTIONS, text_of(one, "direction"), "out"), "muted"),
            Shown(named(contract.AUTHS, text_of(one, "auth"), "unknown"), "muted"),
            plain(_when(held, text_of(one, "last_success")), "muted"),
            Shown(_marked(contract.MARKS[result], said), SHADES[result]), marks(flags),
        )  # fmt: skip
        why = Text("还没有探测过:未测试。", "Never probed: not tested.")
        if kept:
            day = f"{kept[-1].at.astimezone(held.zone):%m-%d %H:%M}"
            why = Text(f"探测 {day}:{said.zh},{kept[-1].said.zh}",
                       f"Probe {day}: {said.en}, {kept[-1].said.en}")  # fmt: skip
        lines.append(Line(one.id, number_of(contract.SHEET, one), Text(title, title), cells,
                          flags, why, one))  # fmt: skip
    failed = sum(flag.code == "probe_failed" for line in lines for flag in line.flags)
    verdict = Text(
        f"{len(lines)} 个接口,{failed} 个探测失败。探测只在局域网内连一下,不发送业务数据;"
        "连不到的是“未测试”,不是“失败”。",
        f"{several(len(lines), 'interface')}, {failed} failed their probe. A probe connects "
        f"inside the local "
        "network and sends no business data; what cannot be reached is not tested, not failed.",
    )
    return Board(INTERFACES, tuple(lines), verdict)


def _when(held: Held, text: str) -> str:
    return f"{parse_instant(text, held.zone).astimezone(held.zone):%m-%d %H:%M}" if text else "—"


def _marked(mark: str, words: Text) -> Text:
    return Text(f"{mark} {words.zh}", f"{mark} {words.en}")


def mappings(held: Held) -> Board:
    """Return the mapped fields, those that failed first."""
    rows = mapping.mappings(held.of("field_mapping"), held.project)
    lines = []
    for one, found in rows:
        flags = mapping.flags(one)
        source, target = text_of(one, "source"), text_of(one, "target")
        said = _marked(mapping.MARKS[found.state], mapping.STATES[found.state])
        cells = (
            plain(source, bold=True), plain(target), plain(text_of(one, "transform"), "muted"),
            Shown(said, SHADES[found.state]), plain(text_of(one, "case"), "muted"), marks(flags),
        )  # fmt: skip
        title = f"{source} → {target}"
        lines.append(Line(one.id, number_of(mapping.SHEET, one), Text(title, title), cells, flags,
                          found.why, one))  # fmt: skip
    count = mapping.counted(rows)
    verdict = Text(
        f"{len(rows)} 条:{count['passed']} 条通过,{count['failed']} 条不符,"
        f"{count['unchecked']} 条未检查。",
        f"{len(rows)} rows: {count['passed']} passed, {count['failed']} failed, "
        f"{count['unchecked']} unchecked.",
    )
    return Board(MAPPINGS, tuple(lines), verdict)


def slow(held: Held) -> Board:
    """Return the readings; one of after is compared with the last one of before."""
    records = sorted(
        held.of("slow_sql"),
        key=lambda one: (text_of(one, "transaction"), text_of(one, "phase") != "before",
                         text_of(one, "measured_on")),
    )  # fmt: skip
    before: dict[str, Entity] = {}
    lines = []
    for one in records:
        name = text_of(one, "transaction")
        if text_of(one, "phase") == "before":
            before[name] = one
            found = None
        else:
            found = slow_sql.compare(before[name], one) if name in before else None
        lines.append(_reading(one, found))
    verdict = Text(
        "语句按去掉字面值后的标记前后配对;事务、时段、环境和次数相同才有结论。",
        "Statements are matched by their mark, without values; a verdict needs the same "
        "transaction, window, environment and number of calls.",
    )
    return Board(SLOW, tuple(lines), verdict)


def _reading(one: Entity, found: slow_sql.Comparison | None) -> Line:
    title, total = text_of(one, "transaction"), text_of(one, "total_ms")
    calls = text_of(one, "calls")
    seconds = f"{Decimal(total) / 1000:,.0f}" if total else "—"
    said, why = _compared(found) if found else (Text("—", "—"), _top(one))
    cells = (
        plain(title, bold=True), Shown(named(PHASES, text_of(one, "phase"), "before")),
        plain(text_of(one, "distinct"), "muted"),
        plain(f"{int(calls):,}" if calls.isdigit() else "—", "muted"), plain(seconds), Shown(said),
    )  # fmt: skip
    number = number_of(slow_sql.SHEET, one)
    return Line(one.id, number, Text(title, title), cells, (), why, one)


def _top(one: Entity) -> Text:
    told = "\n".join(
        f"{each.mean_ms:,.0f} ms × {each.calls:,}  {each.text[:120]}"
        for each in slow_sql.statements(one)[:TOP]
    )
    return Text(f"最耗时的语句:\n{told}", f"The dearest statements:\n{told}")


def _compared(found: slow_sql.Comparison) -> tuple[Text, Text]:
    if found.reasons:
        zh = ";".join(one.zh for one in found.reasons)
        en = "; ".join(one.en for one in found.reasons)
        none = Text("? 没有结论", "? no verdict")
        return none, Text(f"不可比,没有结论:{zh}", f"Not comparable, no verdict: {en}")
    count = {name: sum(one.state == name for one in found.changes) for name in slow_sql.CHANGES}
    parts = [(slow_sql.CHANGES[name], n) for name, n in count.items() if n]
    lines = [(_took(one), one) for one in found.changes[:TOP]]
    return (
        Text(",".join(f"{n} 条{words.zh}" for words, n in parts),
             ", ".join(f"{n} {words.en}" for words, n in parts)),
        Text("\n".join(f"{slow_sql.CHANGES[one.state].zh} {said}  {one.text[:100]}"
                       for said, one in lines),
             "\n".join(f"{slow_sql.CHANGES[one.state].en} {said}  {one.text[:100]}"
                       for said, one in lines)),
    )  # fmt: skip


def _took(one: slow_sql.Change) -> str:
    cut = "" if one.cut is None else f" ({one_place(-one.cut)}%)"
    return f"{_mean(one.before)} → {_mean(one.after)} ms{cut}"


def _mean(one: Statement | None) -> str:
    return "—" if one is None else f"{one.mean_ms:,.0f}"


def networks(held: Held) -> Board:
    """Return the sampled networks with the verdict of each shift."""
    found = network.networks(held.of("net_sample"), held.project)
    lines = []
    for one, flags in found:
        title, told = text_of(one, "name"), network.verdicts(one)
        shifts = Text(
            "  ".join(f"{network.MARKS[each.state]} {each.figures.name.zh}" for each in told),
            "  ".join(
                f"{network.MARKS[each.state]} {_bare(each.figures.name.en)}" for each in told
            ),
        )
        worst = next((state for state in ("bad", "few") if any(v.state == state for v in told)), "")
        cells = (
            plain(title, bold=True),
            Shown(named(network.PROFILES, text_of(one, "profile"), "own"), "muted"),
            plain(text_of(one, "samples"), "muted"),
            Shown(shifts, SHADES[worst or "ok"] if told else "muted"), marks(flags),
        )  # fmt: skip
        why = Text(
            "\n".join(f"{each.figures.name.zh}:{each.why.zh}" for each in told),
            "\n".join(f"{each.figures.name.en}: {each.why.en}" for each in told),
        )
        lines.append(Line(one.id, number_of(network.SHEET, one), Text(title, title), cells, flags,
                          why, one))  # fmt: skip
    bad = sum(bool(flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 条线路采过样,{bad} 条不合格或样本不够:上云关口不能过。"
        "时延取各班次的最近秩 p95。",
        f"{len(found)} lines sampled, {bad} not good enough or with too few samples: those stop "
        "the cloud gate. Latency is the nearest-rank p95 of each shift.",
    )
    return Board(NETWORKS, tuple(lines), verdict)


def extracts(held: Held) -> Board:
    """Return the extracts, those that stop a gate first."""
    found = extract_copy.extracts(held.of("extract_copy"), held.now.date(), held.project)
    lines = []
    for one, flags in found:
        title, sealed = text_of(one, "what"), text_of(one, "encrypted")
        gone = text_of(one, "destroyed_on")
        said = Text(f"✓ {gone}", f"✓ {gone}") if gone else Text(
            text_of(one, "destroy_by") or "—", text_of(one, "destroy_by") or "—"
        )  # fmt: skip
        cells = (
            plain(title, bold=not gone), plain(text_of(one, "who"), "muted"),
            plain(text_of(one, "place"), "muted"),
            Shown(named(UNSURE, sealed, "unknown"), "ok" if sealed == "yes" else "P1"),
            Shown(said, "ok" if gone else "text"), marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number_of(extract_copy.SHEET, one), Text(title, title), cells,
                          flags, NOTHING, one))  # fmt: skip
    left = sum(not extract_copy.is_destroyed(one) for one, _ in found)
    bare = sum(any(flag.code == "no_destruction" for flag in flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 份抽取,{left} 份还没有销毁,{bare} 份没有销毁日期:没有日期、过期或没有"
        "加密的不能收尾。",
        f"{several(len(found), 'extract')}, {left} not destroyed yet, {bare} without a day of "
        f"destruction: "
        "without one, overdue or unencrypted, they block the closure.",
    )
    return Board(EXTRACTS, tuple(lines), verdict)


def _destroyed(one: Entity, note: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
    return extract_copy.destroy(one, {"proof": note}, stamp, zone)


DESTROY = Act(
    Text("登记销毁", "Record its destruction"), _destroyed,
    Text("已登记销毁", "Destruction recorded"),
    lambda one: not extract_copy.is_destroyed(one), Text("销毁证明", "Proof of it"),
)  # fmt: skip
SCORE_SHADES = {"low": "ok", "medium": "P2", "high": "P1"}


def scores(held: Held) -> Board:
    """Return the recorded scores, the newest first, each with every reason."""
    found = sorted(held.of("migration_score"), key=lambda one: text_of(one, "assessed_on"),
                   reverse=True)  # fmt: skip
    lines = []
    for one in found:
        title, level = text_of(one, "project"), text_of(one, "level") or "high"
        why = migration_score.reasons(one)
        said = _marked(migration_score.MARKS[level], migration_score.LEVELS[level])
        cells = (
            plain(title, bold=True), plain(text_of(one, "assessed_on"), "muted"),
            plain(f"{text_of(one, 'score')}/100", bold=True), Shown(said, SCORE_SHADES[level]),
            plain(text_of(one, "rule"), "muted"),
        )  # fmt: skip
        words = Text("\n".join(each.zh for each in why), "\n".join(each.en for each in why))
        lines.append(Line(one.id, number_of(migration_score.SHEET, one), Text(title, title), cells,
                          (), words, one))  # fmt: skip
    verdict = Text(
        "分数 0 到 100,由数据质量、数量、接口、映射、演练和备份得出;没有登记的按最高风险计。"
        "规则是数据,写明版本。",
        "0 to 100 points from data quality, volume, interfaces, mapping, rehearsals and backup; "
        "what nobody recorded counts in full. The rule is data with a version.",
    )
    return Board(SCORES, tuple(lines), verdict)


def _bare(name: str) -> str:
    """Return the name of a shift without the word that its column says already."""
    return name.removesuffix(" shift")


LINKS: tuple[Entry, ...] = (
    Entry(INTERFACES, interfaces), Entry(MAPPINGS, mappings), Entry(SLOW, slow),
    Entry(NETWORKS, networks), Entry(EXTRACTS, extracts, acts=(DESTROY,)),
    Entry(SCORES, scores, migration_score.KINDS),
)  # fmt: skip
