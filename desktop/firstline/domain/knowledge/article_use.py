"""An article used for a ticket: its reference and the steps that everybody may do, as a text."""

from firstline.domain.knowledge.article_text import PARTS
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.knowledge.safety import Safety
from firstline.domain.words import Language, Text

_REFERENCE = Text(
    "参考知识库 {id}《{title}》({version})。", "See the knowledge base, {id} “{title}” ({version})."
)
_ESCALATE = Text("其余步骤需要授权的人来做。", "The other steps are for authorised people.")


def reply_text(article: Article, language: Language) -> str:
    """Return the text for a reply: the reference, the L0 steps, what never to do.

    Steps of another class are left out, so that nobody is told by mail to do what needs a
    certificate, a backup or the vendor; that they exist is said.
    """
    parts = article.sections(language)
    title = article.title.in_(language)
    lines = [_REFERENCE.fill(id=article.id, title=title, version=article.version).in_(language)]
    safe = [one.text for one in parts.steps if one.safety is Safety.L0]
    if safe:
        lines.append(f"{PARTS['steps'].in_(language)}:")
        lines += [f"{n}. {text}" for n, text in enumerate(safe, 1)]
    if parts.never:
        lines.append(f"{PARTS['never'].in_(language)}:")
        lines += [f"- {one}" for one in parts.never]
    if len(safe) < len(parts.steps):
        lines.append(_ESCALATE.in_(language))
    return "\n".join(lines)
