"""`firstline knowledge import | list | show | gaps | helped`: articles that solve it here."""

from pathlib import Path

import click

from firstline.cli.documents.mentioned import mention_json, mention_line
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.knowledge.article_sheet import article_json, article_sheet
from firstline.cli.session import Session
from firstline.cli.training.training import seat_of
from firstline.domain.documents.links import mentions
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.knowledge.acts import Taken, answers, helped, take_in
from firstline.domain.knowledge.knowledge import KIND, article_from
from firstline.domain.knowledge.pack import Difference, KnowledgePack, Line, parse_pack
from firstline.domain.knowledge.safety import Safety
from firstline.domain.training.permit import permit
from firstline.domain.words import Text
from firstline.system.resources import resource_path

SHIPPED = ("packs", "knowledge")  # packs/knowledge/*
knowledge_ = Group(
    "knowledge",
    words=Text("知识库", "The knowledge base"),
    lazy={
        "document": (
            "firstline.cli.documents.group",
            Text("基础文档库:手册、发布说明、补丁说明", "Documents: manuals, release notes"),
        )
    },
)
_NONE = Text(
    "还没有知识文章;firstline knowledge import 装入随附的。",
    "There are no articles yet; firstline knowledge import takes those that ship.",
)
_WORDS = {
    Difference.NEW: Text("新", "new"),
    Difference.SUPERSEDED: Text("更新", "newer"),
    Difference.CHANGED: Text("同版本内容不同,未改", "same version, other content: left alone"),
    Difference.WITHDRAWN: Text("收回", "withdrawn"),
    Difference.OLDER: Text("包较旧,未改", "the pack is older: left alone"),
}


@command("import", Text("导入知识包(文件夹或 zip)", "Take a knowledge pack in (folder or zip)"),
         parent=knowledge_)  # fmt: skip
@argument("pack", metavar="[PACK]", required=False)
@option("--dry-run", is_flag=True, words=Text("只看差异,不导入", "Show what differs, take nothing"))
def import_(session: Session, *, pack: str | None, dry_run: bool) -> None:
    """Take a pack in, the shipped one where none is named, and print the difference list."""
    from firstline.intake.packs.knowledge_files import pack_files  # noqa: PLC0415 - this command alone

    found = parse_pack(pack_files(Path(pack) if pack else resource_path(*SHIPPED)))
    while session.store.catch_up():
        continue
    taken = take_in(found, session.store.records(KIND), session.stamp)
    if taken.edits and not dry_run:
        session.store.perform(*taken.edits, now=session.now())
    session.answer(_counts(found, taken), lambda: _told(session, found, taken))


@command("list", Text("列出知识文章", "List the articles"), parent=knowledge_)
@option("--all", "every", is_flag=True,
        words=Text("也列旧版本和已收回的", "Older and withdrawn versions, too"))  # fmt: skip
def list_(session: Session, *, every: bool) -> None:
    """List the articles that hold, by number."""
    session.settle_articles()
    found = session.store.articles(every=every)
    rows = [
        {"id": one.id, "version": one.version, "title": one.title.in_(session.language),
         "title_zh": one.title.zh, "title_en": one.title.en, "safety": one.safety,
         "products": list(one.products), "state": one.state, "record": one.record}
        for one in found
    ]  # fmt: skip
    if session.json:
        session.emit({"articles": rows, "total": len(rows)})
        return
    heads = (Text("编号", "Id"), Text("级别", "Class"), Text("产品", "Product"),
             Text("标题", "Title"), Text("版本", "Version"), Text("状态", "State"))  # fmt: skip
    cells = [
        [one.id, one.safety, "/".join(one.products) or "*", one.title.in_(session.language),
         one.version, one.state]
        for one in found
    ]  # fmt: skip
    _table(session, heads, cells, 3, _NONE)


@command("show", Text("查看一篇文章", "Show one article"), parent=knowledge_)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show K01 as it holds, or one version of it, K01:2026.11.1."""
    entity = _entity(session, key)
    article = article_from(entity)
    seat = seat_of(session)
    permits = {safety: permit(safety, article, seat) for safety in Safety}
    library = session.store.library()
    named = mentions(article, library)
    session.answer(
        article_json(article, answers(entity), session.language, permits)
        | {"documents": [mention_json(one, library) for one in named]},
        lambda: "\n".join((
            article_sheet(article, session.language, permits),
            *(mention_line(one, session.language) for one in named),
        )),
    )  # fmt: skip


@command("gaps", Text("查不到的内容", "What was looked for and not found"), parent=knowledge_)
def gaps_(session: Session) -> None:
    """List the searches that found nothing, most frequent first, and how often articles helped."""
    use = session.store.helped()
    rows = [
        {"text": one.text, "count": one.count, "first_at": session.iso(one.first_at),
         "last_at": session.iso(one.last_at)}
        for one in session.store.gaps()
    ]  # fmt: skip
    if session.json:
        session.emit(
            {"gaps": rows, "total": len(rows), "helped": {"yes": use.yes, "no": use.no},
             "deflection": {"solved": use.alone, "tickets": use.tickets, "percent": use.percent}}
        )  # fmt: skip
        return
    heads = (Text("查了什么", "Looked for"), Text("次数", "Times"), Text("最近", "Last"))
    cells = [[str(row["text"]), str(row["count"]), str(row["last_at"])] for row in rows]
    _table(session, heads, cells, 0, Text("没有查不到的内容。", "Nothing was looked for in vain."))
    session.show(use.said.in_(session.language))


@command("helped", Text("这篇文章有没有帮上忙", "Did the article help?"), parent=knowledge_)
@argument("key", metavar="ID")
@argument("answer", type=click.Choice(("yes", "no")))
@option("--ticket", default="", words=Text("为哪张工单", "For which ticket"))
def helped_(session: Session, *, key: str, answer: str, ticket: str) -> None:
    """Note whether an article helped; the answers of all desks add up."""
    article = article_from(_entity(session, key))
    ticket_id = session.ticket(ticket).id if ticket else ""
    edit = helped(article, session.stamp(), yes=answer == "yes", ticket=ticket_id)
    session.store.perform(edit, now=session.now())
    after = answers(_entity(session, key))
    session.answer(
        {"id": article.id, "version": article.version, "yes": after.yes, "no": after.no},
        lambda: Text(f"已记录:{article.id} 帮上 {after.yes} 次,没帮上 {after.no} 次。",
                     f"Noted: {article.id} helped {after.yes} times, did not {after.no} times."),
    )  # fmt: skip


def _entity(session: Session, key: str) -> Entity:
    session.settle_articles()
    found = session.store.article(key)
    if found is None:
        raise Refused(
            Text(f"没有“{key[:60]}”这篇文章。", f"There is no article “{key[:60]}”."),
            next_step=Text("用 firstline knowledge list 查看。", "See firstline knowledge list."),
        )
    return found


def _counts(pack: KnowledgePack, taken: Taken) -> dict[str, object]:
    counts = {one: sum(line.difference is one for line in taken.lines) for one in Difference}
    touched = {line.article for line in taken.lines}
    return {
        "pack": pack.id, "version": pack.version, "read": len(pack.articles),
        "created": counts[Difference.NEW], "updated": counts[Difference.SUPERSEDED],
        "withdrawn": counts[Difference.WITHDRAWN], "unchanged": len(pack.articles.keys() - touched),
        "differences": [
            {"id": one.article, "difference": str(one.difference), "title_zh": one.title.zh,
             "title_en": one.title.en, "old": one.old, "new": one.new, "fields": list(one.fields)}
            for one in taken.lines
        ],
    }  # fmt: skip


def _told(session: Session, pack: KnowledgePack, taken: Taken) -> str:
    head = Text(
        f"{pack.title.zh} {pack.version}:{len(pack.articles)} 篇,{len(taken.lines)} 处不同。",
        f"{pack.title.en} {pack.version}: {len(pack.articles)} articles, "
        f"{len(taken.lines)} differ.",
    ).in_(session.language)
    return "\n".join((head, *(_line(session, one) for one in taken.lines)))


def _line(session: Session, one: Line) -> str:
    versions = " → ".join(version for version in (one.old, one.new) if version)
    fields = f" ({', '.join(one.fields)})" if one.fields else ""
    said = _WORDS[one.difference].in_(session.language)
    return f"  {one.article}  {said}  {versions}  {one.title.in_(session.language)}{fields}"


def _table(
    session: Session, heads: tuple[Text, ...], cells: list[list[str]], stretch: int, empty: Text
) -> None:
    if not cells:
        session.show(empty)
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    names = [one.in_(session.language) for one in heads]
    session.show(table(names, cells, stretch=stretch, columns=screen_width()))
