"""The difference statement of a kept comparison: every difference, why, who signed; one page."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from html import escape

from firstline.domain.reconcile.record import Kept
from firstline.domain.reconcile.rules import RULES, Rule
from firstline.domain.reconcile.values import KINDS, Difference, Kind
from firstline.domain.words import Language, Text

TITLE = Text("差异说明书", "Difference statement")
_MOST_TOTALS = 60
_STYLE = (
    "@page{size:A4;margin:14mm}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',sans-serif;font-size:9pt;color:#000}"
    "h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:8px 0 2px 0}p{margin:2px 0}"
    "table{border-collapse:collapse}"
    "th{text-align:left;font-weight:600;border-bottom:1px solid #666;padding:2px 6px 2px 0}"
    "td{vertical-align:top;border-bottom:1px solid #ccc;padding:2px 6px 2px 0}"
    ".n{font-weight:700}.q{color:#555}"
)


def statement_page(kept: Kept, language: Language, zone: tzinfo) -> str:
    """Return the statement as HTML that a browser and Qt's rich text show alike.

    Times stand in `zone`. It says of itself how many differences are unexplained, which it does not
    hold, and which signatures count; the digest ties it to the result.
    """
    title = escape(TITLE.in_(language))
    inner = "".join(_parts(kept, language, zone))
    return (
        f'<!DOCTYPE html><html lang="{language[:2]}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title} · {escape(kept.number)}</h1>{inner}</body></html>"
    )


def _parts(kept: Kept, language: Language, zone: tzinfo) -> Iterator[str]:
    def said(zh: str, en: str) -> str:
        return escape(Text(zh, en).in_(language))

    yield f'<p class="n">{escape(kept.name)}</p>'
    left = kept.unexplained
    words = said(f"差异 {kept.found} 处,未说明 {left} 处。",
                 f"{kept.found} differences, {left} of them unexplained.")  # fmt: skip
    yield f'<p class="n">{words}</p>'
    if kept.found > len(kept.differences):
        many = kept.found - len(kept.differences)
        yield f"<p>{said(f'另有 {many} 处不在此记录中。', f'{many} are not in this record.')}</p>"
    yield f"<h2>{said('依据', 'Basis')}</h2>"
    yield _table((said("", ""), said("文件", "File"), "SHA-256", said("行数", "Rows")),
                 _inputs(kept, language))  # fmt: skip
    rate = kept.result.get("error_rate", {})
    yield (f"<p>{said('错误率', 'Error rate')}: {escape(str(rate.get('percent') or '-'))} % "
           f"({rate.get('found')} / {rate.get('base')})</p>")  # fmt: skip
    yield f"<p>{said('规则', 'Rules')}: {escape(_rules(kept, language))}</p>"
    yield f'<p class="q">{said("结果的摘要", "Digest of the result")}: {escape(kept.digest)}</p>'
    yield f"<h2>{said('控制总数', 'Control totals')}</h2>"
    yield _table(
        (said("分组", "Group"), said("控制总数", "Total"), said("源", "Source"),
         said("目标", "Target"), said("差", "Difference")),
        _totals(kept, language),
    )  # fmt: skip
    yield f"<h2>{said('差异与说明', 'Differences and explanations')}</h2>"
    yield _table(
        (said("序号", "No."), said("差异", "Difference"), said("键", "Key"),
         said("源 → 目标", "Source → target"), said("说明", "Explanation"), said("谁", "Who")),
        (_line(kept, one, language, zone) for one in kept.differences),
    )  # fmt: skip
    yield f"<h2>{said('签字', 'Signatures')}</h2>"
    yield (
        "".join(
            f"<p>{escape(one.by)} {one.at.astimezone(zone):%Y-%m-%d %H:%M} {escape(one.note)} "
            f"{escape(one.fault.in_(language)) if one.fault.zh else said('有效', 'valid')}</p>"
            for one in kept.signatures
        )
        or f"<p>{said('还没有签字。', 'Nobody has signed.')}</p>"
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; `heads` are escaped already, cells are escaped here."""
    head = "".join(f"<th>{one}</th>" for one in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<table width="100%"><tr>{head}</tr>{body}</table>'


def _inputs(kept: Kept, language: Language) -> Iterator[tuple[str, ...]]:
    both = kept.result.get("inputs", {})
    rows = kept.result.get("rows", {})
    for side, name in (("source", Text("源", "Source")), ("target", Text("目标", "Target"))):
        held = both.get(side, {})
        yield (name.in_(language), str(held.get("name", "")), str(held.get("sha256", "")),
               str(rows.get(side, "")))  # fmt: skip


def _rules(kept: Kept, language: Language) -> str:
    rules = kept.result.get("options", {}).get("rules", {})
    known = {str(one) for one in Rule}
    return "; ".join(
        RULES[Rule(name)].in_(language) for name, on in rules.items() if on and name in known
    )


def _totals(kept: Kept, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield the totals of all, those of groups that are out, and the equations that are broken."""
    every = Text("全部", "all").in_(language)
    order = kept.result.get("options", {}).get("group", ())
    shown = [one for one in kept.result.get("totals", ())
             if one["measure"] != "keys" and not (one["group"] and one["equal"])]  # fmt: skip
    for one in shown[:_MOST_TOTALS]:
        group = " / ".join(one["group"][name] for name in order if name in one["group"])
        name = Text("行数", "rows").in_(language) if one["measure"] == "rows" else one["measure"]
        yield group or every, name, one["source"], one["target"], one["difference"]
    broken = [one for one in kept.result.get("equations", ()) if not one["holds"]]
    for one in broken[:_MOST_TOTALS]:
        group = " / ".join((one["side"], *one["group"].values()))
        yield group, one["equation"], one["left"], one["right"], "≠"


def _line(kept: Kept, one: Difference, language: Language, zone: tzinfo) -> tuple[str, ...]:
    told = kept.explanations.get(one.number)
    changed = "; ".join(
        f"{cell.column}: {cell.source} → {cell.target}" for cell in one.cells if cell.changed
    )
    what = changed if one.kind in (Kind.DIFFERENT, Kind.EQUATION) else ""
    return (
        str(one.number), KINDS[one.kind].in_(language), " / ".join(one.key), what,
        told.text if told else Text("未说明", "unexplained").in_(language),
        f"{told.by} {told.at.astimezone(zone):%Y-%m-%d %H:%M}" if told else "",
    )  # fmt: skip
