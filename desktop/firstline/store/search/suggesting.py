"""Articles for a case that is being typed: by its error codes first, then by its words."""

from firstline.domain.knowledge import similar
from firstline.domain.knowledge.similar import Asked
from firstline.store.knowledge.knowledge import ArticleHit, find
from firstline.store.shown.shown import Desk

_LEAST = 3.5  # of ten: what is shown without being asked for must be near
_NEAR = 0.4  # of the best one
_LIFT = 1.15
_MORE = 3


def articles(desk: Desk, asked: Asked, limit: int) -> list[ArticleHit]:
    """Return at most `limit` articles, those of the product first among equals."""
    best: dict[str, tuple[float, ArticleHit]] = {}
    codes = similar.codes(f"{asked.title}\n{asked.body}")
    for text, bonus in (*((code, 10.0) for code in codes), (asked.title, 0.0), (asked.body, -2.0)):
        for hit in find(desk, text, limit * _MORE) if text.strip() else ():
            if bonus > 0 and not _holds(desk, hit, text):
                continue
            score = (hit.score + bonus) * (_LIFT if _fits(desk, hit, asked) else 1.0)
            if hit.score >= _LEAST and score > best.get(hit.id, (0.0, hit))[0]:
                best[hit.id] = (score, hit)
    ranked = sorted(best.values(), key=lambda one: (-one[0], one[1].id))
    near = ranked[0][0] * _NEAR if ranked else 0.0
    return [hit for score, hit in ranked[:limit] if score >= near]


def _holds(desk: Desk, hit: ArticleHit, code: str) -> bool:
    """Whether the code stands in the article's own list or title, not by chance in its text."""
    sql = (
        "SELECT s.title || ' ' || s.errors FROM search_article s JOIN article a ON a.key=s.rowid"
        " WHERE a.id=?"
    )
    found = desk.raw.execute(sql, (hit.record,)).fetchone()
    held = found[0].replace(" ", "") if found else ""
    return similar.code_key(code).replace(".", "") in held


def _fits(desk: Desk, hit: ArticleHit, asked: Asked) -> bool:
    """Whether the article is for the product that is asked about; one without any is for all."""
    if not asked.product:
        return False
    found = desk.raw.execute("SELECT products FROM article WHERE id=?", (hit.record,)).fetchone()
    wanted = asked.product.casefold()
    return bool(found) and any(
        one.casefold() in wanted or wanted in one.casefold() for one in found[0].split()
    )
