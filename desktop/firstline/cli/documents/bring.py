"""`firstline knowledge document add | draft | import`: what brings documents into the library."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.documents.shapes import document_json, taken_json, taken_told
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.domain.documents.acts import add, take_in
from firstline.domain.documents.described import LISTS, PLAIN, described
from firstline.domain.documents.document import KIND, LANGUAGES
from firstline.domain.documents.pack import MANIFEST
from firstline.domain.errors import Refused
from firstline.domain.knowledge.acts import current
from firstline.domain.knowledge.knowledge import KIND as ARTICLE
from firstline.domain.knowledge.knowledge import article_from
from firstline.domain.words import Text


@command("add", Text("收入一个文件", "Add one file"))
@argument("file", metavar="FILE")
@option("--code", required=True, words=Text("编号,例如 MAN-FIN", "Its code, such as MAN-FIN"))
@option("--version", required=True, words=Text("文档版本", "The document's version"))
@option(
    "--title",
    "title_zh",
    default="",
    words=Text("名称,默认为文件名", "Title; the file's name if none"),
)
@option("--title-en", default="", words=Text("英文名称", "English title"))
@option("--product", "products", multiple=True, words=Text("适用产品,可重复", "Product; repeat"))
@option("--module", "modules", multiple=True, words=Text("适用模块,可重复", "Module; repeat"))
@option("--versions", default="", words=Text("适用的产品版本", "For which product versions"))
@option("--source", default="", words=Text("来源:谁或哪个网站", "Who or which site it came from"))
@option("--language", default="", type=click.Choice(("", *LANGUAGES)),
        words=Text("语言", "Language"))  # fmt: skip
@option("--received-on", default="", metavar="DATE", words=Text("收到日期", "When it came"))
@option("--supersedes", multiple=True, metavar="ID",
        words=Text("取代哪份文档,可重复", "Which document it supersedes; repeat"))  # fmt: skip
@option("--word", "words", multiple=True, words=Text("检索词,可重复", "Search word; repeat"))
@option("--note", default="", words=Text("说明", "Note"))
def add_(session: Session, *, file: str, **given: Any) -> None:
    """Add a file; the same file again changes nothing, another one needs a version of its own."""
    from firstline.intake.documents.one_file import read_file  # noqa: PLC0415 - this command alone
    from firstline.store.knowledge.document_acts import take  # noqa: PLC0415

    path = Path(file)
    texts, lists = ({name: given[name] for name in names} for names in (PLAIN, LISTS))
    one, data = read_file(path, described(texts, lists, path.stem))
    edit = add(one, session.store.records(KIND), session.stamp())
    take(session.store, (edit,) if edit else (), (one,), lambda _: data, session.now())
    library = session.store.library()
    told = document_json(session, library, library.find(one.record) or one)
    said = Text("已收入", "Added") if edit else Text("已经在库里", "There already")
    session.answer(
        told | {"added": edit is not None},
        lambda: Text(f"{said.zh}:{one.record} {one.title.zh},SHA-256 {one.sha256}。",
                     f"{said.en}: {one.record} {one.title.en}, SHA-256 {one.sha256}."),
    )  # fmt: skip


@command("import", Text("导入文档包(文件夹或 zip)", "Take a pack of documents in"))
@argument("pack", metavar="PACK")
@option("--dry-run", is_flag=True, words=Text("只看差异,不导入", "Show what differs, take nothing"))
def import_(session: Session, *, pack: str, dry_run: bool) -> None:
    """Take a pack in, whole or not at all, and print the difference list."""
    from firstline.intake.documents.pack_files import read_pack  # noqa: PLC0415 - this one alone
    from firstline.store.knowledge.document_acts import take  # noqa: PLC0415

    read = read_pack(Path(pack))
    session.settle_articles()
    store = session.store
    articles = current(map(article_from, store.records(ARTICLE))).values()
    taken = take_in(read.pack, store.records(KIND), articles, session.stamp)
    mended = 0
    if not dry_run:
        mended = take(store, taken.edits, taken.files, read.content, session.now())
    session.answer(
        taken_json(read.pack, taken) | {"mended": mended, "dry_run": dry_run},
        lambda: taken_told(session, read.pack, taken),
    )


@command("draft", Text("为一个文件夹起草清单", "Draft the manifest of a folder"))
@argument("folder", metavar="DIR")
@option("--write", is_flag=True, words=Text(f"写成文件夹里的 {MANIFEST}",
                                            f"Write it as the folder's {MANIFEST}"))  # fmt: skip
def draft_(session: Session, *, folder: str, write: bool) -> None:
    """Print a manifest with every file's hash; code and version are guesses to be looked at."""
    from firstline.intake.documents.draft import draft  # noqa: PLC0415 - this command alone

    place = Path(folder)
    made = draft(place, f"{session.now():%Y-%m-%d}")
    target = place / MANIFEST
    if write:
        _write(target, made.text)
    for name in made.left_out:
        session.say(Text(f"不是文档,没有列入:{name}", f"No document, left out: {name}"))
    session.answer(
        {"documents": made.documents, "left_out": list(made.left_out), "manifest": made.text,
         "file": str(target) if write else ""},
        lambda: str(target) if write else made.text.rstrip(),
    )  # fmt: skip


def _write(target: Path, text: str) -> None:
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        there = isinstance(error, FileExistsError)
        raise Refused(
            Text(f"{target} 已存在。" if there else f"不能写入 {target}。",
                 f"{target} exists." if there else f"{target} cannot be written."),
            Text("它没有被改动。", "It was not touched."),
        ) from error  # fmt: skip
