"""`firstline network import | list | show | profiles`: a day's samples by shift, with verdicts."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands, held_of
from firstline.cli.health.register_words import Register, Row, answer
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import Flag, text_of
from firstline.domain.interfaces import network
from firstline.domain.interfaces.network import MARKS, PROFILES, SHEET, STATES, Verdict
from firstline.domain.interfaces.network_profile import Profile, parse_profiles
from firstline.domain.routing.shifts import parse_shifts
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.system.resources import read_text

network_ = Group("network", words=Text("网络采样,按班次", "Samples of networks by shift"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the sampled networks, those that stop a gate first."""
    records = session.store.records(SHEET.kind)
    return [_row(session, *one) for one in network.networks(records, project)]


def _row(session: Session, one: Entity, flags: tuple[Flag, ...]) -> Row:
    say, found = session.language, network.verdicts(one)
    told = "  ".join(f"{MARKS[each.state]} {each.figures.name.in_(say)}" for each in found)
    profile = PROFILES.get(text_of(one, "profile"), PROFILES["own"]).in_(say)
    cells = (profile, text_of(one, "samples"), told, text_of(one, "name"))
    more = {"by_shift": [_json(session, each) for each in found]}
    return Row(one, flags, more, cells)


def _json(session: Session, one: Verdict) -> dict[str, Any]:
    held = one.figures
    measured = {
        name: None if value is None else str(value)
        for name, value in (("p50_ms", held.p50), ("p95_ms", held.p95),
                            ("loss_percent", held.loss), ("mbps", held.mbps))
    }  # fmt: skip
    return {"shift": held.shift, "name": held.name.in_(session.language), "n": held.n, **measured,
            "state": one.state, "why": one.why.in_(session.language)}  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("用途", "Profile"), Text("样本", "Samples"), Text("各班次", "By shift"),
     Text("地点或线路", "Place or line")),
)  # fmt: skip
add_commands(network_, REGISTER, adds=False)


def profiles() -> dict[str, Profile]:
    """Return the shipped profiles by id."""
    return parse_profiles(read_text("packs", "health", "network_profiles.toml"), "network_profiles")


@command("import", Text("收入一天的采样文件", "Take a day's samples in"), parent=network_)
@argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--name", required=True, words=Text("地点或线路", "Place or line"))
@option("--limits", type=click.Choice(tuple(PROFILES)), default=None,
        words=Text("用途,决定上限;默认沿用", "Profile; sets the limits"))  # fmt: skip
@option("--limit-p95-ms", default="", words=Text("时延 p95 上限", "Latency p95 at most, ms"))
@option("--limit-loss-percent", default="", words=Text("丢包上限 %", "Loss at most, %"))
@option("--limit-mbps", default="", words=Text("带宽下限", "Width at least, Mbit/s"))
@option("--least-samples", default="", words=Text("每班最少样本", "Samples a shift needs"))
@option("--owner", default="", words=Text("负责人", "Owner"))
@option("--project", default="", words=Text("项目", "Project"))
def import_(session: Session, *, file: Path, limits: str | None, **given: str) -> None:
    """Read the samples and keep their figures by shift; exit 1 where they would stop a gate."""
    from firstline.intake.health.extract import fingerprint  # noqa: PLC0415 - this command alone
    from firstline.intake.health.network_samples import read_samples  # noqa: PLC0415

    shifts, zone = parse_shifts(session.ground.settings.shifts), session.zone
    samples = read_samples(file, zone)
    values: dict[str, Value] = {} if limits is None else {"profile": limits}
    if limits in (known := profiles()):
        values |= known[limits].values
    values |= {name: value for name, value in given.items() if value}
    values |= network.values_of(samples, shifts, zone, (file.name, fingerprint(file)))
    held, stamp = held_of(session, SHEET, values), session.stamp()
    if held is None:
        session.store.perform(sheets.new_record(SHEET, values, stamp, zone), now=session.now())
    elif (edit := sheets.change(SHEET, held, values, stamp, zone)) is not None:
        session.store.perform(edit, now=session.now())
    made = held_of(session, SHEET, values)
    if made is None:
        return
    answer(session, REGISTER, made.id)
    if any(one.stops for one in network.flags(made)):
        click.get_current_context().exit(1)


@command("show", Text("各班次的结论", "The verdict of each shift"), parent=network_)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show the figures and the verdict of each shift with their reasons."""
    from firstline.cli.health.register_words import find_row, sheet_of, shown  # noqa: PLC0415

    row = find_row(session, REGISTER, key)

    def words() -> str:
        say = session.language
        lines = [
            f"  {MARKS[one.state]} {one.figures.name.in_(say)}: {STATES[one.state].in_(say)}. "
            f"p50 {_or(one.figures.p50)} ms, p95 {_or(one.figures.p95)} ms. {one.why.in_(say)}"
            for one in network.verdicts(row.entity)
        ]
        return "\n".join([sheet_of(session, SHEET, Row(row.entity)), *lines])

    session.answer(shown(session, SHEET, row), words)


def _or(value: object) -> str:
    return "—" if value is None else str(value)


@command("profiles", Text("列出用途和上限", "List the profiles with their limits"),
         parent=network_)  # fmt: skip
def profiles_(session: Session) -> None:
    """List the profiles; their limits are data, not a vendor's word."""
    found = profiles().values()
    told = [{"id": one.id, "title": one.title.in_(session.language), **one.values} for one in found]
    session.answer(
        {"profiles": told, "total": len(told)},
        lambda: "\n".join(
            f"{one.id}  {one.title.in_(session.language)}: p95 ≤ {one.p95_ms} ms, "
            f"≤ {one.loss_percent} %, ≥ {one.mbps} Mbit/s, n ≥ {one.least_samples}"
            for one in found
        ),
    )
