"""Registers of what it brought: adoption and error rates, before and after a training."""

from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.learning import shares
from firstline.domain.learning.shares import KINDS, PHASES, percent
from firstline.domain.words import Text
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

SHARES = Frame(
    "share", Text("采用率与差错率", "Adoption, errors"), "target",
    (Text("指标", "Measure"), Text("阶段", "Phase"), Text("期末", "To"), Text("比例", "Share"),
     Text("范围", "Where"), LOOK),
    (150, 70, 92, 160, 110, 110), 0,
    Text("还没有采用率或差错率:写明口径、分子和分母,不只写百分比。",
         "No rates yet: state the counting rule, the part and the whole, not a percentage alone."),
    shares.SHEET,
    spare=(4, 1),
)  # fmt: skip


def rates(held: Held) -> Board:
    """Return the measured shares, and what changed from before to after."""
    found = shares.shares(held.of("share"))
    lines = []
    for one in found:
        entity, title = one.entity, text_of(one.entity, "title")
        place = " · ".join(part for name in ("site", "team", "role")
                           if (part := text_of(entity, name)))  # fmt: skip
        mark = "" if one.met is None else "✓ " if one.met else "✗ "
        shade = "text" if one.met is None else "ok" if one.met else "P1"
        share = f"{mark}{percent(one.value)} % ({one.part}/{one.whole})"
        cells = (
            plain(title, bold=True), Shown(named(PHASES, text_of(entity, "phase"), "plain")),
            plain(text_of(entity, "end"), "muted"), Shown(Text(share, share), shade),
            plain(place or "—", "muted"), marks(one.flags),
        )  # fmt: skip
        sort = named(KINDS, text_of(entity, "sort"), "users")
        why = Text(f"{sort.zh}。{one.why.zh}", f"{sort.en}. {one.why.en}")
        lines.append(Line(entity.id, number_of(shares.SHEET, entity), Text(title, title), cells,
                          one.flags, why, entity))  # fmt: skip
    told = [shares.told(one) for one in shares.changes(found)]
    missed = sum(one.met is False for one in found)
    head = Text(f"{len(found)} 项,{missed} 项未达目标。", f"{len(found)} rates, {missed} missed. ")
    verdict = Text(head.zh + ";".join(one.zh for one in told),
                   head.en + "; ".join(one.en for one in told))  # fmt: skip
    return Board(SHARES, tuple(lines), verdict)


OUTCOMES: tuple[Entry, ...] = (Entry(SHARES, rates),)
