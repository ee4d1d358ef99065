"""Knowledge packs: files of one article each, strictly read, and what differs between two packs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.errors import BadInput
from firstline.domain.knowledge.article_text import faults_in, sections
from firstline.domain.knowledge.knowledge import Article, changed_fields
from firstline.domain.knowledge.safety import Safety, harm_in
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import Source, read_toml
from firstline.domain.patterns import pattern
from firstline.domain.ticket.ticket import Priority
from firstline.domain.words import Text

ARTICLE_SCHEMA, PACK_SCHEMA = "firstline.article/1", "firstline.knowledge/1"
HEAD_FILE = "pack.toml"
MOST_CHARACTERS = 100_000  # of one file
_FENCE = "+++"
_NAME = pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_VERSION = pattern(r"[0-9][A-Za-z0-9.-]{0,30}")
_LANGUAGES = {"# 中文": "zh", "# English": "en"}
_NOT_USED = Text("知识包没有被采用。", "The knowledge pack was not used.")


@dataclass(frozen=True, slots=True)
class KnowledgePack:
    """A pack: its articles by id, and the ids of those that it takes back."""

    id: str
    title: Text
    version: str
    articles: Mapping[str, Article]
    withdrawn: tuple[str, ...] = ()


class Difference(StrEnum):
    """How an article of one pack stands to the same one of another."""

    NEW = "new"
    SUPERSEDED = "superseded"  # a newer version came; the old one stays readable
    CHANGED = "changed"  # the same version with another content
    WITHDRAWN = "withdrawn"
    OLDER = "older"  # what stands already is newer


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference list; `fields` names what changed."""

    article: str
    difference: Difference
    title: Text
    old: str = ""
    new: str = ""
    fields: tuple[str, ...] = ()


def parse_pack(files: Iterable[tuple[str, str]]) -> KnowledgePack:
    """Return the pack in these files, each a name and its text: `pack.toml` and articles (*.md).

    Raises BadInput naming file, line and fault; a pack is taken whole or not at all.
    """
    head: Source | None = None
    texts: list[tuple[str, str]] = []
    for file, text in files:
        if file.replace("\\", "/").rpartition("/")[2] == HEAD_FILE:
            head = read_toml(text, file)
        elif file.lower().endswith(".md"):
            texts.append((file, text))
    if head is None:
        raise _bad(HEAD_FILE, 0, Text("包里没有 pack.toml。", "the pack holds no pack.toml."))
    pack_id, title, version, withdrawn = _head(head)
    articles: dict[str, Article] = {}
    for file, text in sorted(texts):
        one = parse_article(text, file, pack_id)
        if one.id in articles:
            raise _bad(file, 0, Text(f"“{one.id}”写了两次。", f"{one.id!r} stands twice."))
        articles[one.id] = one
    for one_id in withdrawn:
        if one_id in articles:
            raise head.fault(
                ("withdrawn",), f"“{one_id}”既收回又存在。",
                f"{one_id!r} is withdrawn and there at once.",
            )  # fmt: skip
    return KnowledgePack(pack_id, title, version, articles, withdrawn)


def _head(source: Source) -> tuple[str, Text, str, tuple[str, ...]]:
    top = Fields(source, (), source.data)
    top.schema(PACK_SCHEMA)
    found = top.name("id"), top.title(), _version(top), top.texts("withdrawn")
    top.text("license", "")
    top.done()
    return found


def parse_article(text: str, file: str, pack: str = "") -> Article:
    """Return the article in a file. Raises BadInput naming file, line and fault.

    A TOML head stands between two lines of +++, then `# 中文` and `# English`, each with the parts
    of `domain.article_text`. Both languages must have the same steps with the same safety classes.
    """
    if len(text) > MOST_CHARACTERS:
        raise _bad(file, 0, Text("文件太长。", "the file is too long."))
    lines = text.removeprefix("\ufeff").splitlines()
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    if len(fences) < 2 or fences[0] != 0:
        raise _bad(
            file, 1, Text("头部应在两行 +++ 之间。", "the head must stand between +++ lines.")
        )
    source = read_toml("\n".join(["", *lines[1 : fences[1]]]), file)
    bodies = _bodies(lines, fences[1] + 1, file)
    article = _article(Fields(source, (), source.data), bodies, pack)
    for language, body in bodies.items():
        for fault in faults_in(body.text, "zh_CN" if language == "zh" else "en"):
            raise _bad(file, body.first + fault.line - 1 if fault.line else body.first, fault.why)
    _same_steps(bodies, file)
    _harmless(article, bodies, file)
    return article


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    first: int  # the line of the file on which it begins


def _bodies(lines: list[str], start: int, file: str) -> dict[str, _Body]:
    places = [
        (_LANGUAGES[line.strip()], number)
        for number, line in enumerate(lines) if number >= start and line.strip() in _LANGUAGES
    ]  # fmt: skip
    if [name for name, _ in places] != ["zh", "en"]:
        raise _bad(file, start + 1, Text(
            "应先有“# 中文”,再有“# English”,各一次。",
            "the heading of the Chinese part must come first, then “# English”, once each.",
        ))  # fmt: skip
    (_, zh), (_, en) = places
    zh_text, en_text = "\n".join(lines[zh + 1 : en]), "\n".join(lines[en + 1 :])
    return {"zh": _Body(zh_text, zh + 2), "en": _Body(en_text, en + 2)}


def _article(top: Fields, bodies: Mapping[str, _Body], pack: str) -> Article:
    top.schema(ARTICLE_SCHEMA)
    one_id = top.name("id")
    if not _NAME.fullmatch(one_id):
        raise top.fault(
            "id", "只能用字母、数字、- 和 _。", "must hold letters, digits, - and _ alone."
        )
    verified_on = top.day("verified_on")
    article = Article(
        id=one_id,
        version=_version(top),
        title=_both(top, "title"),
        body=Text(bodies["zh"].text.strip(), bodies["en"].text.strip()),
        safety=Safety(top.choice("safety", tuple(Safety))),
        products=top.texts("products"),
        modules=top.texts("modules"),
        audience=top.texts("audience"),
        errors=top.texts("errors"),
        words=top.texts("words"),
        applies=_both(top, "applies"),
        escalate=top.choice("escalate", ("", *Priority), ""),
        source=_both(top, "source"),
        license=top.text("license"),
        verified_by=top.text("verified_by", ""),
        verified_on=verified_on.isoformat() if verified_on else "",
        pack=pack,
    )
    if bool(article.verified_by) != bool(article.verified_on):
        raise top.fault(
            "verified_by", "核实人和核实日期要一起写。", "who verified and when belong together."
        )
    top.done()
    return article


def _version(top: Fields) -> str:
    version = top.text("version")
    if not _VERSION.fullmatch(version):
        raise top.fault("version", "应像 2026.11.1。", "must look like 2026.11.1.")
    return version


def _both(top: Fields, name: str) -> Text:
    found = Text(top.text(f"{name}_zh"), top.text(f"{name}_en"))
    for language, text in zip(("zh", "en"), found, strict=True):
        if not text.strip():
            raise top.fault(f"{name}_{language}", "不能为空。", "must not be empty.")
    return found


def _same_steps(bodies: Mapping[str, _Body], file: str) -> None:
    zh, en = sections(bodies["zh"].text).steps, sections(bodies["en"].text).steps
    if [one.safety for one in zh] != [one.safety for one in en]:
        raise _bad(file, bodies["en"].first, Text(
            "中英文的步骤数或安全级别不一致。",
            "the steps of the two languages differ in number or safety class.",
        ))  # fmt: skip


def _harmless(article: Article, bodies: Mapping[str, _Body], file: str) -> None:
    """Refuse commands that change data where everybody or a super-user may act (L0, L1)."""
    for body in bodies.values():
        for line, harm in harmful_lines(article.safety, body.text):
            raise _bad(file, body.first + line - 1, Text(
                f"L0、L1 不能有会改数据的命令:{harm}。",
                f"no command that changes data in L0 and L1: {harm}.",
            ))  # fmt: skip


def harmful_lines(safety: Safety, body: str) -> Iterator[tuple[int, str]]:
    """Yield each line of a body, and what in it changes data where everybody or a super-user acts.

    Of an article for L0 or L1 that is every line, of another one its steps of those classes.
    """
    if safety in (Safety.L0, Safety.L1):
        risky: Iterator[tuple[int, str]] = iter(enumerate(body.splitlines(), 1))
    else:
        low = (one for one in sections(body).steps if one.safety < Safety.L2)
        risky = ((one.line, one.text) for one in low)
    for line, text in risky:
        if harm := harm_in(text):
            yield line, harm


def compare(
    old: Mapping[str, Article], new: Mapping[str, Article], withdrawn: Iterable[str] = ()
) -> tuple[Line, ...]:
    """Return what differs, by id: `old` are the articles that hold, `new` those of a pack.

    What is not in the new pack stays as it is, unless it is among `withdrawn`.
    """
    found = []
    for one_id, article in sorted(new.items()):
        held = old.get(one_id)
        if held is None:
            found.append(Line(one_id, Difference.NEW, article.title, "", article.version))
            continue
        names = changed_fields(held, article)
        if held.version != article.version:
            newer = version_key(article.version) > version_key(held.version)
            kind = Difference.SUPERSEDED if newer else Difference.OLDER
        elif names:
            kind = Difference.CHANGED
        else:
            continue
        found.append(Line(one_id, kind, article.title, held.version, article.version, names))
    for one_id in sorted({*withdrawn} & old.keys()):
        held = old[one_id]
        found.append(Line(one_id, Difference.WITHDRAWN, held.title, held.version))
    return tuple(found)


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return what versions are ordered by: their numbers as numbers, 2026.10.1 after 2026.9.1."""
    parts = re.findall(r"\d+|[A-Za-z]+", version)
    return tuple((1, int(one), "") if one.isdigit() else (0, 0, one) for one in parts)


def _bad(file: str, line: int, why: Text) -> BadInput:
    place = f"{file}:{line}" if line else file
    return BadInput(Text(f"{place}:{why.zh}", f"{place}: {why.en}"), _NOT_USED)
