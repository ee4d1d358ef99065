"""An article as HTML of our own making: every word of it escaped, steps with their class."""

import re
from collections.abc import Mapping
from html import escape

from firstline.domain.documents.library import Library
from firstline.domain.knowledge.article_text import NOTES, PARTS, Sections, Step
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.knowledge.safety import Safety
from firstline.domain.training.permit import Permit
from firstline.domain.words import Language, Text
from firstline.widgets import theme
from firstline.widgets.documents.links import superseded, with_links
from firstline.widgets.knowledge.safety_chip import SHADES, short

_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*$")
_APPLIES = Text("适用", "Applies to")
_ERRORS = Text("报错原文与代码", "Messages and codes")
_SOURCE = Text("来源", "Source")
_VERIFIED = Text("核实", "Verified")
_UNVERIFIED = Text("尚未在现场核实", "not yet verified on a site")
_AS_ABOVE = Text("锁定,原因同上。", "Locked, as above.")
Permits = Mapping[Safety, Permit]
MOST_CHARACTERS = 60_000


def inline(text: str) -> str:
    """Return one line of Markdown as HTML: bold and code alone; nothing in it can be a tag."""
    plain = escape(text, quote=True)
    return _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", plain))


def article_html(
    article: Article, language: Language, permits: Permits, library: Library | None = None
) -> str:
    """Return the article; one without the fixed parts is shown line by line.

    `permits` says which steps are open to the reader, and why the others are not; with `library`
    its links to documents lead to what holds now.
    """
    parts = article.sections(language)
    body = article.body.in_(language)[:MOST_CHARACTERS]
    lines = [_facts(article, language)]
    if parts.steps or parts.symptom:
        lines += _parts(parts, language, permits)
        lines += _notes(body, language)
    else:
        lines += [_line(one) for one in body.splitlines() if one.strip()]
    lines.append(_foot(article, language))
    if library is None:
        return "".join(lines)
    return superseded(article, library, language) + with_links("".join(lines), library, language)


def _facts(article: Article, language: Language) -> str:
    muted = theme.token("muted").name()
    rows = [
        (_APPLIES, article.applies.in_(language)),
        (_ERRORS, " · ".join(article.errors)),
    ]
    return "".join(
        f'<p style="margin:0 0 4px 0;color:{muted}">{name.in_(language)}: {inline(value)}</p>'
        for name, value in rows
        if value
    )


def _parts(parts: Sections, language: Language, permits: Permits) -> list[str]:
    symptom = inline(parts.symptom).replace("\n", "<br>")
    lines = [_head(PARTS["symptom"], language), f"<p>{symptom}</p>"]
    lines.append(_head(PARTS["steps"], language))
    lines.append('<table cellspacing="0" cellpadding="4" width="100%">')
    told: set[Safety] = set()
    for n, one in enumerate(parts.steps, 1):
        lines.append(_step(n, one, language, permits[one.safety], again=one.safety in told))
        told.add(one.safety)
    lines.append("</table>")
    red = theme.token("P1").name()
    for name, mark, shade in (("never", "✕", red), ("evidence", "•", ""), ("escalate", "→", "")):
        several: tuple[str, ...] = getattr(parts, name)
        if several:
            lines.append(_head(PARTS[name], language))
            lines += [_bullet(one, mark, shade) for one in several]
    return lines


def _step(n: int, step: Step, language: Language, permit: Permit, *, again: bool) -> str:
    shade = theme.token(SHADES[step.safety]).name()
    why = permit.why.in_(language)
    if why and again:
        why = "" if permit.open else _AS_ABOVE.in_(language)
    colour = theme.token("text" if permit.open else "muted").name()
    said = theme.token("ok").name() if permit.open else shade
    note = f'<br><span style="color:{said}">{escape(why)}</span>' if why else ""
    return (
        f'<tr><td width="1%" style="white-space:nowrap" valign="top"><b>{n}.</b></td>'
        f'<td width="1%" style="white-space:nowrap;color:{shade}" valign="top">'
        f"<b>{short(step.safety)}</b></td>"
        f'<td valign="top"><span style="color:{colour}">{inline(step.text)}</span>{note}</td></tr>'
    )


def _notes(body: str, language: Language) -> list[str]:
    """Return what stands under 说明 / Notes, which no other part holds."""
    found: list[str] = []
    inside = False
    for line in body.splitlines():
        heading = _HEADING.match(line)
        if heading:
            inside = heading[1] in NOTES
        elif inside and line.strip():
            found.append(_line(line))
    return [_head(NOTES, language), *found] if found else []


def _line(line: str) -> str:
    heading = _HEADING.match(line)
    if heading:
        return f'<h3 style="margin:14px 0 4px 0">{inline(heading[1])}</h3>'
    return f'<p style="margin:2px 0">{inline(line.strip())}</p>'


def _head(name: Text, language: Language) -> str:
    return f'<h3 style="margin:14px 0 4px 0">{name.in_(language)}</h3>'


def _bullet(text: str, mark: str, shade: str) -> str:
    colour = f' style="color:{shade}"' if shade else ""
    return f'<p style="margin:2px 0 2px 6px"><b{colour}>{mark}</b>&nbsp; {inline(text)}</p>'


def _foot(article: Article, language: Language) -> str:
    muted = theme.token("muted").name()
    who = f"{article.verified_by} {article.verified_on}".strip() or _UNVERIFIED.in_(language)
    said = f"{_SOURCE.in_(language)}: {article.source.in_(language)} · "
    said += f"{_VERIFIED.in_(language)}: {who}"
    return f'<p style="margin:18px 0 0 0;color:{muted}">{escape(said)}</p>'
