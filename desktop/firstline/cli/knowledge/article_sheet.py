"""One article as a sheet of text, and as JSON: what to do first stands first."""

from collections.abc import Mapping

from firstline.domain.knowledge.acts import Answers
from firstline.domain.knowledge.article_text import PARTS, Sections
from firstline.domain.knowledge.knowledge import Article, ArticleState
from firstline.domain.knowledge.safety import ASKS, NAMES, Safety
from firstline.domain.training.permit import Permit
from firstline.domain.words import Language, Text

Permits = Mapping[Safety, Permit]
"""For each safety class whether its steps are open to the one who uses this PC, and why."""


def article_json(
    article: Article, said: Answers, language: Language, permits: Permits
) -> dict[str, object]:
    """Return the article object; `title` and the parts are in the language of the run."""
    parts = article.sections(language)
    return {
        "id": article.id, "record": article.record, "version": article.version,
        "state": str(article.state), "superseded_by": article.superseded_by,
        "title": article.title.in_(language),
        "title_zh": article.title.zh, "title_en": article.title.en,
        "products": list(article.products), "modules": list(article.modules),
        "applies": article.applies.in_(language), "safety": str(article.safety),
        "audience": list(article.audience), "errors": list(article.errors),
        "words": list(article.words), "symptom": parts.symptom,
        "steps": [
            {"n": n, "safety": str(one.safety), "text": one.text,
             "asks": ASKS[one.safety].in_(language), "open": permits[one.safety].open,
             "why": permits[one.safety].why.in_(language)}
            for n, one in enumerate(parts.steps, 1)
        ],
        "never": list(parts.never), "evidence": list(parts.evidence),
        "escalate": list(parts.escalate), "escalate_priority": article.escalate,
        "source": article.source.in_(language), "verified_by": article.verified_by,
        "verified_on": article.verified_on, "pack": article.pack,
        "helped": {"yes": said.yes, "no": said.no},
        "body_zh": article.body.zh, "body_en": article.body.en,
    }  # fmt: skip


def article_sheet(article: Article, language: Language, permits: Permits) -> str:
    """Return the article for a person at a terminal."""
    title = article.title.in_(language)
    products = "/".join(article.products) or Text("全部产品", "every product").in_(language)
    lines = [
        f"{article.id}  {title}",
        f"{products} · {NAMES[article.safety].in_(language)} · {article.version}",
        article.applies.in_(language),
    ]
    if article.state is not ArticleState.CURRENT:
        lines.append(_not_current(article).in_(language))
    lines += _parts(article.sections(language), language, permits)
    lines += ["", _verified(article).in_(language)]
    return "\n".join(lines)


def _parts(parts: Sections, language: Language, permits: Permits) -> list[str]:
    lines = ["", PARTS["symptom"].in_(language), f"  {parts.symptom}"]
    lines += ["", PARTS["steps"].in_(language)]
    for n, step in enumerate(parts.steps, 1):
        lines.append(f"  {n}. [{step.safety}] {step.text}")
        if why := permits[step.safety].why.in_(language):
            lines.append(f"     {'✓' if permits[step.safety].open else '✕'} {why}")
    for name in ("never", "evidence", "escalate"):
        several: tuple[str, ...] = getattr(parts, name)
        lines += ["", PARTS[name].in_(language), *(f"  - {one}" for one in several)]
    return lines


def _not_current(article: Article) -> Text:
    if article.state is ArticleState.WITHDRAWN:
        return Text("这篇文章已收回,请勿照做。", "This article was withdrawn; do not follow it.")
    newer = article.superseded_by
    return Text(f"这是旧版本,请看 {newer}。", f"This is an older version; see {newer}.")


def _verified(article: Article) -> Text:
    source = article.source
    if not article.verified_by:
        return Text(f"来源:{source.zh}。", f"Source: {source.en}.")
    who, when = article.verified_by, article.verified_on
    return Text(
        f"来源:{source.zh}。核实:{who} {when}。", f"Source: {source.en}. Verified: {who} {when}."
    )
