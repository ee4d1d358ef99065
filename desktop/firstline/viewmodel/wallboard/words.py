"""What the wall display says: tiles, the line of the clock, the foot, and how it is left."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from firstline.domain.instants import from_epoch
from firstline.domain.words import Text
from firstline.store.queue.board import Board
from firstline.viewmodel import times
from firstline.viewmodel.wallboard.wallboard import MOST_PAGES, ROWS, Freshness, WallboardModel

LEAVE = Text("按住 Esc 一秒退出大屏", "Hold Esc for a second to leave")
EMPTY = Text("没有未结工单", "No open tickets")
LOADING = Text("正在读取…", "Reading…")
EXPIRED = Text("数据已过期", "Data expired")
NEVER = Text("从未同步", "never synced")


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: its name, the large figure, a small line below, and the token of its colour."""

    name: Text
    figure: str
    below: Text
    shade: str
    glyph: str = ""


def tiles(board: Board, zone: tzinfo) -> tuple[Tile, ...]:
    """Return the five tiles of ux.md in their order."""
    return (
        Tile(Text("已超时", "Overdue"), f"{board.overdue}", _urgent(board),
             "P1" if board.overdue else "ok", "over"),
        Tile(Text("1 小时内", "Within 1 h"), f"{board.soon}", _next(board, zone),
             "P2" if board.soon else "ok", "soon"),
        Tile(Text("未结", "Open"), f"{board.open}",
             Text(f"未分派 {board.unassigned}", f"{board.unassigned} unassigned"), "text"),
        Tile(Text("今日已解决", "Solved today"), f"{board.solved}",
             Text(f"今日新建 {board.fresh}", f"{board.fresh} new today"), "ok"),
        _month(board),
    )  # fmt: skip


def _urgent(board: Board) -> Text:
    return Text(f"其中 P1/P2 {board.urgent}", f"P1/P2: {board.urgent}")


def _next(board: Board, zone: tzinfo) -> Text:
    if board.next_due is None:
        return Text("没有将到期的", "none is due")
    at = times.hour(from_epoch(board.next_due - 1), zone)
    return Text(f"最近 {at}", f"next {at}")


def _month(board: Board) -> Tile:
    name, found = Text("本月 SLA", "SLA this month"), board.month
    share = f"{found.met}/{found.judged}"
    said = Text(share, share) if found.judged else Text("本月尚无判定", "none judged yet")
    if found.unproven:
        left = found.unproven
        said = Text(f"{said.zh},未证实 {left} 未计入", f"{said.en}, {left} unproven not in")
    shade = "text" if not found.judged else "ok" if found.met == found.judged else "P2"
    if found.met * 10 < found.judged * 9:
        shade = "P1"
    return Tile(name, found.percent or "—", said, shade)


def clock(now: datetime) -> Text:
    """Return the wall's own time and day."""
    today = times.day(now.date(), now.date())
    date = Text(today.zh.partition(" · ")[2], today.en.partition(" · ")[2])
    hour = now.strftime("%H:%M")
    return Text(f"{hour}  {date.zh}", f"{hour}  {date.en}")


def link(model: WallboardModel) -> Text:
    """Return how fresh the data are: 在线 · 5 秒前; without a portal, that they are this PC's."""
    seen = model.seen
    if seen is None:
        return LOADING
    if model.freshness is Freshness.EXPIRED:
        if not seen.alone and seen.pulled is None:
            return Text(f"{EXPIRED.zh} · {NEVER.zh}", f"{EXPIRED.en} · {NEVER.en}")
        old = ago(model.age)
        return Text(f"{EXPIRED.zh} · {old.zh}", f"{EXPIRED.en} · {old.en}")
    if not seen.alone:
        old = ago(model.age)
        online = model.freshness is Freshness.FRESH
        return Text(f"{'在线' if online else '未更新'} · {old.zh}",
                    f"{'Online' if online else 'Not updated'} · {old.en}")  # fmt: skip
    if seen.changed is None:
        return Text("本机数据", "This PC's data")
    old = ago(max(0, model.now - seen.changed))
    return Text(f"本机数据 · 改动于 {old.zh}", f"This PC's data · changed {old.en}")


def ago(seconds: int) -> Text:
    """Return a length of time that has passed, in the largest unit that fits."""
    if seconds < 60:
        return Text(f"{seconds} 秒前", f"{seconds} s ago")
    minutes = seconds // 60
    if minutes < 60:
        return Text(f"{minutes} 分钟前", f"{minutes} min ago")
    if minutes < 24 * 60:
        return Text(f"{minutes // 60} 小时前", f"{minutes // 60} h ago")
    return Text(f"{minutes // 1440} 天前", f"{minutes // 1440} d ago")


def foot(model: WallboardModel) -> Text:
    """Return which page of the open tickets is shown, and how many there are."""
    seen = model.seen
    if seen is None or not seen.rows:
        return Text("", "")
    page, pages, shown = model.page + 1, model.pages, len(seen.rows)
    said = Text(f"第 {page}/{pages} 页", f"Page {page} of {pages}")
    every = seen.board.open
    if shown == ROWS * MOST_PAGES < every:
        return Text(f"{said.zh} · 最紧急的 {shown} 张,共 {every} 张未结",
                    f"{said.en} · the {shown} most urgent of {every} open")  # fmt: skip
    return said


def major(board: Board, now: int, zone: tzinfo) -> Text | None:
    """Return the line of the major incidents under way, None without one."""
    if not board.majors:
        return None
    first, many = board.majors[0], len(board.majors)
    said = Text(f"重大故障 {many}:{first.number}", f"Major incidents {many}: {first.number}")
    if first.commander:
        who = first.commander
        said = Text(f"{said.zh} · 指挥 {who}", f"{said.en} · commander {who}")
    if first.update_due is None:
        return said
    at = times.hour(from_epoch(first.update_due), zone)
    if first.update_due < now:
        return Text(f"{said.zh} · 通报已逾期({at})", f"{said.en} · update overdue ({at})")
    return Text(f"{said.zh} · {at} 前通报", f"{said.en} · update by {at}")


def spoken(model: WallboardModel, zone: tzinfo) -> Text:
    """Return the whole wall in words, for a screen reader."""
    if model.seen is None:
        return LOADING
    found = tiles(model.seen.board, zone)
    zh = [f"{one.name.zh} {one.figure}({one.below.zh})" for one in found]
    en = [f"{one.name.en} {one.figure} ({one.below.en})" for one in found]
    for row in model.rows:
        left = model.countdown(row).text
        zh.append(f"{row.priority} {row.number} {row.title} {left.zh}")
        en.append(f"{row.priority} {row.number} {row.title} {left.en}")
    line = model.cutover()
    if line is not None:
        zh.insert(0, f"{line.name} {line.figure.zh} {line.beside.zh}")
        en.insert(0, f"{line.name} {line.figure.en} {line.beside.en}")
    worst = major(model.seen.board, model.now, zone)
    if worst is not None:
        zh.append(worst.zh)
        en.append(worst.en)
    how = link(model)
    return Text("。".join((*zh, how.zh)), ". ".join((*en, how.en)))
