"""`firstline reconcile SOURCE TARGET …`: source against target, exact, with a verdict or none."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import Group, Run, argument, command, option
from firstline.cli.reconcile import report as reconcile_report
from firstline.cli.reconcile import runs as reconcile_runs
from firstline.cli.reconcile.comparing import compare
from firstline.cli.session import Session
from firstline.domain.reconcile.plan import MOST_SAMPLED, Wish
from firstline.domain.reconcile.record import digest_of
from firstline.domain.reconcile.rules import PRECISIONS, STANDARD_PRECISION, chosen
from firstline.domain.reconcile.values import KINDS, Difference, Kind, Result
from firstline.domain.words import Text

MOST_TOLD = 1_000  # differences in the JSON; the file has all of them
_SHOWN = 10
_COMPARE = "compare"
_WITH_VALUE = ("--lang", "--profile")


class _Reconcile(Group):
    """The group whose own act is the comparison: any word but a command's name is a source."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `compare` before words that name no command."""
        place = 0
        while place < len(args) and args[place] in _WITH_VALUE:
            place += 2
        own = place >= len(args) or args[place] in (*self.commands, "--help", "-h")
        if not own:
            args = [*args[:place], _COMPARE, *args[place:]]
        return super().parse_args(ctx, args)


reconcile_ = _Reconcile(
    "reconcile",
    words=Text(
        "对账:firstline reconcile 源 目标 --key 列。有差异时退出码为 1。",
        "Reconcile: firstline reconcile SOURCE TARGET --key COLS. It exits 1 where they differ.",
    ),
)

reconcile_runs.add_to(reconcile_)
reconcile_report.add_to(reconcile_)


def _columns(*names: str, words: Text) -> Callable[[Run], Run]:
    return option(*names, multiple=True, metavar="COLS", words=words)


@command(_COMPARE, Text("源与目标按关键列比对;列用逗号分开,两边名称不同时写 源列=目标列",
                        "Compare by key; columns apart by commas, SOURCE=TARGET where the names "
                        "differ"), parent=reconcile_)  # fmt: skip
@argument("source", metavar="SOURCE")
@argument("target", metavar="TARGET")
@_columns("--key", words=Text("关键列(可多列)", "Key columns"))
@_columns("--measure", words=Text("数值列:精确相加、按数值比较", "Numbers: summed and compared"))
@option(
    "--tolerance",
    multiple=True,
    metavar="COL=T",
    words=Text("容差:金额=0.01 或 金额=0.5%", "Tolerance: amount=0.01 or amount=0.5%"),
)
@_columns("--group", words=Text("分组列,如 账套,会计期间", "Groups, as account_set,period"))
@_columns(
    "--compare",
    words=Text(
        "只比较这些列;默认两边都有的全部列", "Compare these alone; default every column both have"
    ),
)
@_columns("--ignore", words=Text("不比较这些列", "Leave these columns out"))
@option(
    "--date",
    default="",
    metavar="COL",
    words=Text("按此日期列找首个差异", "Order the first difference by this date"),
)
@option(
    "--equation",
    multiple=True,
    metavar="A+B=C",
    words=Text("每组合计应成立的等式,如 借方=贷方", "What the sums of each group must fulfil"),
)
@option(
    "--row-equation",
    multiple=True,
    metavar="A+B=C",
    words=Text("每行应成立的等式,如 期初+入库-出库=期末", "What each row must fulfil"),
)
@option(
    "--without",
    multiple=True,
    metavar="RULE",
    words=Text(
        "关掉归一规则:nfc width spaces null zeros scale thousands negatives dates",
        "Switch a rule of normalisation off",
    ),
)
@option(
    "--with",
    "also",
    multiple=True,
    metavar="RULE",
    words=Text("打开归一规则:case(不分大小写)", "Switch a rule on: case"),
)
@option(
    "--date-precision",
    type=click.Choice(PRECISIONS),
    default=STANDARD_PRECISION,
    words=Text("日期精度", "How much of an instant counts"),
)
@option(
    "--sample", type=click.IntRange(0, MOST_SAMPLED), default=0,
    words=Text("另列出 N 行一致的记录,源与目标并列", "Show N rows that agree side by side, too"),
)  # fmt: skip
@option(
    "--out",
    metavar="FILE",
    words=Text("差异文件:.csv .xlsx .json", "The difference file"),
)
@option(
    "--keep", metavar="NAME",
    words=Text("保存这次对账,供逐条说明和签字", "Keep it, to be explained and signed"),
)  # fmt: skip
def compare_(
    session: Session, source: str, target: str, out: str | None, keep: str | None, **given: Any
) -> None:  # fmt: skip
    """Compare two extracts and say what differs; nothing is written to either."""
    if out is not None:
        from firstline.report.difference_file import check_ending  # noqa: PLC0415 - at need

        check_ending(Path(out))
    with ExitStack() as stack:
        result, shelf = compare(stack, wish_of(given), source, target)
        told: dict[str, Any] = result.to_json()
        if out is not None:
            told["out"] = _write(session, Path(out), result, shelf.differences())
        few = list(islice(shelf.differences(), MOST_TOLD))
        told["differences"] = [one.to_json() for one in few]
        told["differences_total"] = result.counts.found
        if keep is not None:
            digest = digest_of(result, shelf.differences())
            file = told["out"]["sha256"] if out is not None else ""
            told["kept"] = reconcile_runs.keep(session, result, few, digest, keep, file)
    session.answer(told, lambda: summary(session, result, few, told))
    if not result.is_equal:
        click.get_current_context().exit(1)


def wish_of(given: dict[str, Any]) -> Wish:
    """Return what was asked for by the options. Raises BadInput for a rule there is not."""
    return Wish(
        given["key"], given["measure"], given["tolerance"], given["group"], given["compare"],
        given["ignore"], given["date"], given["equation"], given["row_equation"],
        chosen(given["without"], given["also"]), given["date_precision"], sample=given["sample"],
    )  # fmt: skip


def _write(
    session: Session, path: Path, result: Result, differences: Iterable[Difference]
) -> dict[str, object]:
    from firstline.report.difference_file import write_differences  # noqa: PLC0415 - at need

    sha256, lines = write_differences(path, result, differences, session.language)
    return {"file": str(path), "sha256": sha256, "differences": lines}


def summary(session: Session, result: Result, few: list[Difference], told: dict[str, Any]) -> str:
    """Return what a person reads: verdict, counts, totals that are out, first differences."""

    def said(zh: str, en: str) -> str:
        return Text(zh, en).in_(session.language)

    rows = result.to_json()["rows"]
    rate = result.to_json()["error_rate"]
    lines = [
        said("结论:一致。", "Verdict: equal.") if result.is_equal
        else said("结论:有差异。", "Verdict: different."),
        said(f"源 {rows['source']} 行,目标 {rows['target']} 行;键对上 {rows['matched']},"
             f"目标缺少 {rows['missing']},目标多出 {rows['extra']},不一致 {rows['different']},"
             f"容差内 {rows['within_tolerance']}。",
             f"Source {rows['source']} rows, target {rows['target']}; {rows['matched']} keys on "
             f"both sides, {rows['missing']} missing, {rows['extra']} extra, "
             f"{rows['different']} different, {rows['within_tolerance']} within tolerance."),
        said(f"错误率 {rate['percent'] or '-'} %({rate['found']} / {rate['base']} 个源键)。",
             f"Error rate {rate['percent'] or '-'} % ({rate['found']} of {rate['base']} keys of "
             "the source)."),
    ]  # fmt: skip
    lines += _totals(session, result)
    for held in result.equations:
        if not held.holds:
            where = " / ".join((held.side, *held.group))
            lines.append(said(f"等式不成立({where}):{held.equation}:{held.left} ≠ {held.right}",
                              f"Equation broken ({where}): {held.equation}: "
                              f"{held.left} ≠ {held.right}"))  # fmt: skip
    lines += [_line(session, one) for one in few[:_SHOWN]]
    if result.counts.found > _SHOWN:
        more = result.counts.found - _SHOWN
        lines.append(said(f"……另有 {more} 处差异;用 --out 写成文件。",
                          f"… and {more} more; --out writes them to a file."))  # fmt: skip
    out, kept = told.get("out"), told.get("kept")
    if out:
        lines.append(said(f"差异文件 {out['file']}:{out['differences']} 行,SHA-256 {out['sha256']}",
                          f"Difference file {out['file']}: {out['differences']} lines, SHA-256 "
                          f"{out['sha256']}"))  # fmt: skip
    if kept:
        number, left = kept["number"], kept["unexplained"]
        lines.append(said(f"已保存 {number},未说明 {left} 处。",
                          f"Kept as {number}, {left} unexplained."))  # fmt: skip
    return "\n".join(lines)


def _totals(session: Session, result: Result) -> list[str]:
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    shown = [one for one in result.totals
             if one.measure != "keys" and not (one.group and one.equal)]  # fmt: skip
    heads = (Text("分组", "Group"), Text("控制总数", "Control total"), Text("源", "Source"),
             Text("目标", "Target"), Text("差", "Difference"))  # fmt: skip
    cells = [
        [" / ".join(one.group) or Text("全部", "all").in_(session.language),
         Text("行数", "rows").in_(session.language) if one.measure == "rows" else one.measure,
         one.source, one.target, one.difference]
        for one in shown[:40]
    ]  # fmt: skip
    names = [one.in_(session.language) for one in heads]
    return [table(names, cells, stretch=0, columns=screen_width())]


def _line(session: Session, one: Difference) -> str:
    from firstline.cli.table import plain  # noqa: PLC0415 - for a person alone

    changed = "; ".join(
        f"{cell.column}: {cell.source} → {cell.target}" for cell in one.cells if cell.changed
    )
    kind = KINDS[one.kind].in_(session.language)
    what = changed if one.kind in (Kind.DIFFERENT, Kind.EQUATION) else ""
    return plain(f"{one.number}. {kind}  {' / '.join(one.key)}  {what}")[:300]
