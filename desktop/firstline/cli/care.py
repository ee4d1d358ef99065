"""`demo`, `backup`, `restore` and `doctor`: the care of a whole profile."""

from typing import TYPE_CHECKING

from firstline.cli.grammar import command
from firstline.cli.session import Session
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.store.store import Store


@command(
    "demo", Text("用演示公司填充一个空的配置文件夹", "Fill an empty profile with the demo company")
)
def demo_(session: Session) -> None:
    """Fill an empty profile; its words are English only where --lang en says so."""
    from firstline.cli.demo_company import fill_demo  # noqa: PLC0415 - three commands need it not

    def open_store() -> "tuple[Desk, Store]":
        return session.desk, session.store

    language: Language = "en" if session.language_asked == "en" else "zh_CN"
    counts = fill_demo(session.ground.folder, session.now(), language, open_store)
    session.answer(
        {"profile": str(session.ground.folder), **counts},
        lambda: Text(f"已填入演示公司:{counts['tickets']} 张工单。",
                     f"The demo company is in place: {counts['tickets']} tickets."),
    )  # fmt: skip
