"""The boards of what comes before a change: risks, scope, environments, path, data."""

from collections.abc import Sequence
from datetime import datetime

from firstline.domain.edits.entity import Entity
from firstline.domain.health import (
    compat,
    environment,
    installed,
    quality_run,
    risk,
    scope,
    service_hours,
    upgrade_path,
)
from firstline.domain.health.columns import UNSURE, YES_NO, Sheet
from firstline.domain.health.compat import MARKS, VERDICTS, Cell
from firstline.domain.health.environment import PURPOSES
from firstline.domain.health.likeness import Likeness, came_of, likeness
from firstline.domain.health.risk import Level, Risk
from firstline.domain.health.scope import DECISIONS
from firstline.domain.health.service_hours import Calendars
from firstline.domain.health.sheet import Flag, number_of, standing, text_of
from firstline.domain.instants import UTC
from firstline.domain.uat.run import runs_from
from firstline.domain.words import Text, several
from firstline.viewmodel.health.board import NOTHING, Board, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import (
    COMPAT,
    ENVIRONMENTS,
    PATH,
    QUALITY,
    RISKS,
    SCOPE,
    SYSTEMS,
)

SHADES = {Level.HIGH: "P1", Level.MEDIUM: "P2", Level.LOW: "muted"}
GLYPHS = {Level.HIGH: "▲", Level.MEDIUM: "◆", Level.LOW: "○"}


def systems(records: Sequence[Entity], now: datetime, calendars: Calendars) -> Board:
    """Return the installed systems; the panel tells what each ran since when."""
    lines = []
    for one, known in installed.systems(records, now.date()):
        flags = (*known, *service_hours.flags(one, calendars))
        told = [f"{ran.start.astimezone(now.tzinfo):%Y-%m-%d} {ran.said or '—'}"
                for ran in installed.ran(one, now.tzinfo or UTC)]  # fmt: skip
        title, version = text_of(one, "name"), text_of(one, "version")
        cells = (
            plain(title, bold=True), plain(text_of(one, "product")),
            plain(f"{version} {text_of(one, 'patch')}".strip() or "—", "text" if version else "P2"),
            plain(text_of(one, "sites"), "muted"), plain(text_of(one, "owner"), "muted"),
            marks(flags),
        )  # fmt: skip
        since = " · ".join(told)
        lines.append(Line(one.id, number_of(installed.SHEET, one), Text(title, title), cells, flags,
                          Text(f"版本历史:{since}", f"Versions: {since}"), one))  # fmt: skip
    bare = sum(not text_of(one.entity, "version") for one in lines if one.entity)
    verdict = Text(
        f"{len(lines)} 个系统,{bare} 个没有登记版本。工单按产品和站点对上系统,带上当时的版本。",
        f"{len(lines)} systems, {bare} without a version. A ticket finds its system by product and "
        "site, and keeps the version of its day.",
    )
    return Board(SYSTEMS, tuple(lines), verdict)


def risks(records: Sequence[Entity], now: datetime) -> Board:
    """Return the register of risks; the extra is the matrix by probability and impact."""
    found = risk.risks(records, now)
    alive = [one for one in found if one.is_open]
    stale = sum(any(flag.code == "stale" for flag in one.flags) for one in alive)
    high = sum(one.level is Level.HIGH for one in alive)
    verdict = Text(
        f"{len(alive)} 项未关闭,{high} 项高(≥ {risk.HIGH}),"
        f"{stale} 项超过 {risk.STALE_DAYS} 天没有评审。",
        f"{len(alive)} open, {high} high (≥ {risk.HIGH}), {stale} not reviewed for "
        f"{risk.STALE_DAYS} days.",
    )
    return Board(RISKS, tuple(_risk(one) for one in found), verdict, risk.matrix(found))


def _risk(one: Risk) -> Line:
    entity, level = one.entity, one.level
    score = f"{GLYPHS[level]} {one.score}" if one.is_open else "✓"
    shade = SHADES[level] if one.is_open else "ok"
    title = Text(risk.title_of(entity, "zh_CN"), risk.title_of(entity, "en"))
    closed = Shown(Text("已关闭", "closed"), "muted")
    cells = (
        plain(number_of(risk.SHEET, entity), "muted"),
        plain(score, shade, bold=level is Level.HIGH and one.is_open), Shown(title),
        Shown(risk.owner_of(entity), "muted"), marks(one.flags) if one.is_open else closed,
    )  # fmt: skip
    next_on = risk.next_review(one)
    why = Text(f"{one.why.zh}。下次评审 {next_on}", f"{one.why.en}. Next review {next_on}")
    return Line(entity.id, number_of(risk.SHEET, entity), title, cells, one.flags, why, entity, one)


def scopes(records: Sequence[Entity]) -> Board:
    """Return the inventory."""
    found = scope.inventory(records)
    lines = []
    for one in found.objects:
        decision = text_of(one, "decision")
        open_ = decision not in ("migrate", "archive", "drop")
        volume = text_of(one, "volume")
        flags = scope.flags(one)
        title = text_of(one, "object")
        cells = (
            plain(title, bold=True),
            Shown(named(scope.PARTS, text_of(one, "part"), "other"), "muted"),
            plain(f"{int(volume):,}" if volume.isdigit() else volume, "muted"),
            Shown(named(DECISIONS, decision, "undecided"), "P2" if open_ else "text"),
            plain(text_of(one, "owner"), "muted"), marks(flags),
        )  # fmt: skip
        lines.append(_line(scope.SHEET, one, title, cells, flags))
    return Board(SCOPE, tuple(lines), found.why)


def _line(
    sheet: Sheet, one: Entity, title: str, cells: tuple[Shown, ...], flags: tuple[Flag, ...]
) -> Line:
    return Line(one.id, number_of(sheet, one), Text(title, title), cells, flags, NOTHING, one)


def compats(records: Sequence[Entity]) -> Board:
    """Return the recorded cells; the extra is the whole matrix."""
    found = compat.matrix(records)
    lines = [_cell(one, one.entity) for one in found.cells.values() if one.entity is not None]
    nobody = sum(one.entity is None for one in found.open)
    lines.sort(key=lambda one: not one.flags)
    return Board(COMPAT, tuple(lines), found.why, found, nobody)


def _cell(cell: Cell, one: Entity) -> Line:
    flags = (cell.flag,) if cell.flag else ()
    shade = {"ok": "ok", "not": "P1", "unknown": "P2"}.get(cell.verdict, "muted")
    name, said = named(compat.PARTS, cell.part, "other"), VERDICTS[cell.verdict]
    mark = MARKS[cell.verdict]
    cells = (
        plain(cell.product, bold=True), Shown(name, "muted"), plain(cell.version),
        Shown(Text(f"{mark} {said.zh}", f"{mark} {said.en}"), shade, bool(flags)),
        plain(text_of(one, "source"), "muted"),
    )  # fmt: skip
    return _line(compat.SHEET, one, f"{cell.product} × {cell.version}", cells, flags)


def environments(records: Sequence[Entity], runs: Sequence[Entity], now: datetime) -> Board:
    """Return the environments; the words of a line say how like production it is, what was tested.

    `runs` are the records of acceptance tests.
    """
    lines, tests = [], runs_from(runs)
    found = environment.environments(records, now.date())
    for one, flags in found:
        masked = text_of(one, "masked") or "unknown"
        live = text_of(one, "purpose") in ("production", "standby")
        shade = "muted" if live else {"yes": "ok", "no": "P1"}.get(masked, "P2")
        title, like, came = text_of(one, "name"), likeness(one), came_of(one, tests)
        cells = (
            plain(title, bold=True),
            Shown(named(PURPOSES, text_of(one, "purpose"), "test"), "muted"),
            plain(text_of(one, "data_on") or "—", "muted"),
            Shown(Text("—", "—") if live else UNSURE[masked], shade),
            plain("—" if live else _score(like), "muted" if live else shade_of(like)), marks(flags),
        )  # fmt: skip
        why = NOTHING if live else Text(f"{like.why.zh}\n{came.zh}", f"{like.why.en}\n{came.en}")
        number = number_of(environment.SHEET, one)
        lines.append(Line(one.id, number, Text(title, title), cells, flags, why, one))
    bad = sum(bool(flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 个环境,{bad} 个不宜测试:没有脱敏,或数据过期。",
        f"{several(len(found), 'environment')}, {bad} not fit for tests: unmasked, or its data "
        f"are too old.",
    )
    return Board(ENVIRONMENTS, tuple(lines), verdict)


def _score(like: Likeness) -> str:
    return f"{like.score}/{like.of}"


def shade_of(like: Likeness) -> str:
    """Return the shade of a score: all points, some, or none."""
    return "ok" if like.score == like.of else "P2" if like.score else "P1"


def paths(edges: Sequence[Entity], goals: Sequence[Entity]) -> Board:
    """Return the known steps; the extra are the goals with their plans."""
    lines = []
    for one in standing(edges):
        allowed = text_of(one, "allowed") == "yes"
        word = YES_NO["yes" if allowed else "no"]
        mark = "✓" if allowed else "✗"
        cells = (
            plain(text_of(one, "from"), bold=True), plain(text_of(one, "to"), bold=True),
            Shown(Text(f"{mark} {word.zh}", f"{mark} {word.en}"), "ok" if allowed else "P1"),
            plain(text_of(one, "conditions")), plain(text_of(one, "source"), "muted"),
        )  # fmt: skip
        title = f"{text_of(one, 'from')} → {text_of(one, 'to')}"
        lines.append(_line(upgrade_path.SHEET, one, title, cells, ()))
    lines.sort(key=lambda one: one.title)
    plans = tuple(
        upgrade_path.plan(edges, text_of(one, "from"), text_of(one, "to"))
        for one in standing(goals)
    )
    unknown = sum(not one.known for one in plans)
    verdict = Text(
        f"{len(lines)} 个有来源的升级步,{len(plans)} 个目标,{unknown} 个目标的路未知:请问厂商。",
        f"{several(len(lines), 'step')} with a source, {several(len(plans), 'goal')}, {unknown} "
        f"with no known way: ask "
        "the vendor.",
    )
    return Board(PATH, tuple(lines), verdict, plans, unknown)


def qualities(records: Sequence[Entity]) -> Board:
    """Return the last run of each extract."""
    lines = []
    for one in standing(records):
        flags = quality_run.flags(one)
        title, many = text_of(one, "name"), text_of(one, "defects")
        rows = text_of(one, "rows")
        cells = (
            plain(title, bold=True), plain(f"{int(rows):,}" if rows.isdigit() else rows, "muted"),
            plain(many, "P1" if flags else "ok", bold=bool(flags)),
            plain(text_of(one, "looked_on"), "muted"), marks(flags),
        )  # fmt: skip
        lines.append(_line(quality_run.SHEET, one, title, cells, flags))
    bad = sum(bool(one.flags) for one in lines)
    verdict = Text(
        f"{len(lines)} 份数据检查过,{bad} 份有缺陷:有缺陷的不能过关。",
        f"{several(len(lines), 'extract')} looked at, {bad} with defects: those stop gates.",
    )
    return Board(QUALITY, tuple(lines), verdict)
