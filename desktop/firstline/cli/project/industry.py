"""`firstline industry list | show | apply`: what an industry adds to risks and migrations (S87)."""

from itertools import repeat
from typing import Any

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.health.risk_starters import take_in
from firstline.domain.project.industry import Profile, parse_profiles, profile_of
from firstline.domain.words import Text
from firstline.system.resources import resource_path

industry_ = Group("industry", words=Text("行业要点:时段、风险、迁移检查",
                                         "Industry profiles: moments, risks, checks"))  # fmt: skip


def profiles() -> tuple[Profile, ...]:
    """Return the shipped profiles."""
    path = resource_path("packs", "industry", "industry.toml")
    return parse_profiles(path.read_text("utf-8"), path.name)


@command("list", Text("列出行业", "List the industries"), parent=industry_)
def list_(session: Session) -> None:
    """List the industries with how many risks and checks each adds."""
    found, say = profiles(), session.language
    told = {"industries": [_json(session, one) for one in found], "total": len(found)}
    session.answer(told, lambda: "\n".join(
        f"{one.id}  {one.title.in_(say)}  " + Text(
            f"{len(one.risks)} 个风险,{len(one.checks)} 项迁移检查",
            f"{len(one.risks)} risks, {len(one.checks)} checks").in_(say)
        for one in found))  # fmt: skip


@command("show", Text("查看一个行业", "Show an industry"), parent=industry_)
@argument("name", metavar="INDUSTRY")
def show_(session: Session, *, name: str) -> None:
    """Show its moments, its risks and its checks."""
    one, say = profile_of(profiles(), name), session.language
    lines = [one.title.in_(say), _windows(one).in_(say)]
    lines += [f"  {each.code} {each.title.in_(say)}" for each in one.risks]
    lines += [f"  {each.id} {each.gate} {each.title.in_(say)}" for each in one.checks]
    session.answer(_json(session, one), lambda: "\n".join(lines))


@command("apply", Text("收入风险,并把检查加进迁移的操作手册",
                       "Take its risks in, add its checks to a runbook"),
         parent=industry_)  # fmt: skip
@argument("name", metavar="INDUSTRY")
@option("--project", default="", words=Text("放进这个项目", "Into this project"))
@option("--runbook", default="", words=Text("加进这本操作手册", "Into this runbook"))
def apply_(session: Session, *, name: str, project: str, runbook: str) -> None:
    """Add what is not there yet; again it changes nothing."""
    one = profile_of(profiles(), name)
    added = 0
    if runbook:
        from firstline.cli.runbook.desk import book_of, write  # noqa: PLC0415 - seldom
        from firstline.domain.project.industry import entries  # noqa: PLC0415

        book = book_of(session, runbook)
        found = entries(one, book, session.language)
        added = len(found)
        if found:
            write(session, book, found)
    stamps = (session.stamp() for _ in repeat(None))
    wanted = " ".join((project or runbook).split())[:400]
    edits = take_in(one.risks, session.store.records("risk"), wanted, stamps)
    if edits:
        session.store.perform(*edits, now=session.now())
    told = {"industry": one.id, "risks": len(edits), "checks": added}
    note = _windows(one)
    session.answer(told, lambda: Text(
        f"收入 {len(edits)} 个风险,加 {added} 项检查。{note.zh}",
        f"{len(edits)} risks and {added} checks added. {note.en}"))  # fmt: skip


def _windows(one: Profile) -> Text:
    names = "、".join(one.modifiers)
    return Text(
        f"要注意的时段:{names}。在 settings.toml 的 windows 里写明日期(发薪日写 pay_day)。",
        f"Moments that matter: {', '.join(one.modifiers)}. Date them in windows of settings.toml "
        "(pay day: pay_day).",
    )


def _json(session: Session, one: Profile) -> dict[str, Any]:
    say = session.language
    return {
        "id": one.id, "title": one.title.in_(say), "modifiers": list(one.modifiers),
        "risks": [{"code": each.code, "title": each.title.in_(say)} for each in one.risks],
        "checks": [{"id": each.id, "gate": each.gate, "title": each.title.in_(say),
                    "severity": str(each.severity)} for each in one.checks],
    }  # fmt: skip
