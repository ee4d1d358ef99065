"""`firstline knowledge document list | show | open | verify`: what is in the library."""

from pathlib import Path

import click

from firstline.cli.documents.shapes import (
    EVERY,
    document_json,
    document_sheet,
)
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.documents.document import (
    STATES,
    Document,
)
from firstline.domain.documents.links import linking
from firstline.domain.errors import Refused
from firstline.domain.knowledge.acts import current
from firstline.domain.knowledge.knowledge import KIND as ARTICLE
from firstline.domain.knowledge.knowledge import article_from
from firstline.domain.words import Text

_HOME = "firstline.cli.documents"
document_ = Group(
    "document",
    words=Text("基础文档库", "The library of basic documents"),
    lazy={
        "add": (f"{_HOME}.bring", Text("收入一个文件", "Add one file")),
        "draft": (f"{_HOME}.bring", Text("为一个文件夹起草清单", "Draft a folder's manifest")),
        "import": (
            f"{_HOME}.bring",
            Text("导入文档包(文件夹或 zip)", "Take a pack of documents in"),
        ),
    },
)
_NONE = Text("还没有文档;firstline knowledge document import 导入文档包。",
             "No documents yet; firstline knowledge document import takes a pack in.")  # fmt: skip


@command("list", Text("列出文档", "List the documents"), parent=document_)
@argument("text", metavar="[TEXT]…", nargs=-1)
@option("--product", default="", words=Text("只看这个产品", "Of this product only"))
@option("--all", "every", is_flag=True,
        words=Text("也列被取代的和已收回的", "Superseded and withdrawn ones, too"))  # fmt: skip
def list_(session: Session, *, text: tuple[str, ...], product: str, every: bool) -> None:
    """List the documents to read, by code; with TEXT those that hold every word of it."""
    library = session.store.library()
    found = list(library) if every else library.current()
    if text:
        hits = session.store.search_documents(" ".join(text), 1_000, every=every)
        by_record = {one.record: one for one in found}
        found = [by_record[one.id] for one in hits if one.id in by_record]
    wanted = product.casefold()
    if wanted:
        found = [one for one in found
                 if not one.products or wanted in map(str.casefold, one.products)]  # fmt: skip
    if session.json:
        rows = [document_json(session, library, one) for one in found]
        session.emit({"documents": rows, "total": len(rows)})
        return
    if not found:
        session.show(_NONE)
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("编号", "Id"), Text("版本", "Version"), Text("名称", "Title"),
             Text("产品", "Products"), Text("状态", "State"))  # fmt: skip
    say = session.language
    cells = [
        [one.code, one.version, one.title.in_(say), "/".join(one.products) or EVERY.in_(say),
         STATES[library.state(one)].in_(say)]
        for one in found
    ]  # fmt: skip
    names = [one.in_(say) for one in heads]
    session.show(table(names, cells, stretch=2, columns=screen_width()))


@command("show", Text("查看一份文档和它的版本", "Show a document and its versions"),
         parent=document_)  # fmt: skip
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show CODE as it holds, or one version of it, CODE:VERSION."""
    session.settle_articles()
    one = _find(session, key)
    library = session.store.library()
    holding = current(map(article_from, session.store.records(ARTICLE)))
    articles = [found.id for found in linking(holding.values(), one.code)]
    past = [
        {"record": old.record, "version": old.version, "state": str(library.state(old)),
         "sha256": old.sha256, "received_on": old.received_on}
        for old in library.versions(one.code)
    ]  # fmt: skip
    told = document_json(session, library, one) | {"history": past, "articles": articles}
    session.answer(told, lambda: document_sheet(session, library, one, articles))


@command("open", Text("用系统的阅读器打开", "Open in the system's viewer"), parent=document_)
@argument("key", metavar="ID")
@option("--out", default="", metavar="DIR",
        words=Text("不打开,只把一份拷贝放进文件夹", "Only put a copy into a folder"))  # fmt: skip
def open_(session: Session, *, key: str, out: str) -> None:
    """Check the hash, write a read-only copy, and hand it to the system's viewer."""
    from firstline.store.knowledge.document_acts import lay_out  # noqa: PLC0415 - this command alone
    from firstline.system.viewer import open_in_viewer  # noqa: PLC0415

    one = _find(session, key)
    target = lay_out(session.store, one, session.now(), Path(out) if out else None)
    try:
        if not out:
            open_in_viewer(target)
    except OSError as error:
        raise Refused(
            Text("系统没有能打开它的程序。", "The system has no program for it."),
            Text(f"文件在 {target}。", f"The file is {target}."),
        ) from error
    session.answer({"record": one.record, "sha256": one.sha256, "file": str(target)},
                   lambda: str(target))  # fmt: skip


@command("verify", Text("重新计算 SHA-256", "Hash the files again"), parent=document_)
@argument("key", metavar="[ID]", required=False)
def verify_(session: Session, *, key: str | None) -> None:
    """Hash every file, or those of one document; a changed or missing one exits 1."""
    from firstline.store.knowledge.document_acts import state_of  # noqa: PLC0415 - this command alone

    store = session.store
    wanted = [_find(session, key)] if key else list(store.library())
    states = [(one, state_of(store, one)) for one in wanted]
    rows = [
        {"id": one.code, "record": one.record, "file": one.name, "sha256": one.sha256,
         "state": state}
        for one, state in states
    ]  # fmt: skip
    counts = {name: sum(state == name for _, state in states) for name in _FOUND}
    session.answer(
        {"documents": rows, "total": len(rows), **counts},
        lambda: "\n".join(_verified(states, counts, session)),
    )
    if counts["ok"] < len(states):
        click.get_current_context().exit(1)


_FOUND = {
    "ok": Text("与记录一致", "as recorded"),
    "changed": Text("✗ 已损坏或被改过", "✗ damaged or altered"),
    "missing": Text("✗ 文件不在这台电脑上", "✗ its file is not on this PC"),
}


def _verified(
    states: list[tuple[Document, str]], counts: dict[str, int], session: Session
) -> list[str]:
    say = session.language
    bad = [f"{one.record}  {one.name}  {_FOUND[state].in_(say)}"
           for one, state in states if state != "ok"]  # fmt: skip
    many, ok = len(states), counts["ok"]
    return [*bad, Text(f"{many} 个文件,{ok} 个与记录一致。",
                       f"{many} files, {ok} as recorded.").in_(say)]  # fmt: skip


def _find(session: Session, key: str) -> Document:
    found = session.store.library().find(key)
    if found is None:
        raise Refused(
            Text(f"没有“{key[:60]}”这份文档。", f"There is no document “{key[:60]}”."),
            next_step=Text("用 firstline knowledge document list 查看。",
                           "See firstline knowledge document list."),
        )  # fmt: skip
    return found
