"""What the sync chip, the offline banner and the bar of a first pull say; pure words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.words import Text, several
from firstline.viewmodel import times

STALE = timedelta(minutes=5)  # an older copy is worth a banner (ux.md, Offline)
_WORST_LAST = (
    SyncKind.ALONE, SyncKind.IDLE, SyncKind.SYNCING, SyncKind.OFFLINE, SyncKind.ASKING,
    SyncKind.REFUSED, SyncKind.SIGN_IN,
)  # fmt: skip
ALONE = SyncState("", SyncKind.ALONE)
SETTINGS, OUTBOX, RETRY = "settings", "outbox", "retry"


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many of this device's acts no portal has: to be sent, held by a clash, refused.

    `clashes` are the fields that a person has not decided about yet, `aside` the portal's records
    that this version cannot read: kept as they came, and in no list.
    """

    waiting: int = 0
    held: int = 0
    refused: int = 0
    files: int = 0
    oldest: datetime | None = None
    clashes: int = 0
    aside: int = 0

    @property
    def acts(self) -> int:
        """All acts that would be lost with this device."""
        return self.waiting + self.held + self.refused


@dataclass(frozen=True, slots=True)
class Chip:
    """The chip: an icon with the shade that it has, its words, and all of it in full."""

    icon: str
    shade: str
    words: Text
    tip: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner: icon, words, and the one act that it offers."""

    icon: str
    words: Text
    act: str
    act_name: Text


def worst(states: Iterable[SyncState]) -> SyncState:
    """Return the state that needs a person most; of equals the first."""
    return max(states, key=lambda one: _WORST_LAST.index(one.kind), default=ALONE)


def chip(state: SyncState, unsent: Unsent, now: datetime, zone: tzinfo) -> Chip:
    """Return the chip for the state of the portal that needs a person most (ux.md)."""
    icon, shade, words = _short(state, unsent, now, zone)
    return Chip(icon, shade, words, _tip(state, words, unsent, now, zone))


def _short(
    state: SyncState, unsent: Unsent, now: datetime, zone: tzinfo
) -> tuple[str, str, Text]:  # fmt: skip
    match state.kind:
        case SyncKind.ALONE:
            return "hard-drive", "muted", Text("本机", "This device")
        case SyncKind.SIGN_IN:
            return "key-round", "P2", Text("需要登录", "Sign in")
        case SyncKind.ASKING:
            return "circle-help", "P2", Text("等您决定", "Asks you")
        case SyncKind.REFUSED:
            return "shield-alert", "P1", Text("无法同步", "Cannot sync")
        case SyncKind.SYNCING:
            share = _share(state)
            return "refresh-cw", "accent", Text(f"同步中{share}", f"Syncing{share}")
        case SyncKind.OFFLINE:
            up = f" ↑{unsent.waiting:,}" if unsent.waiting else ""
            return "cloud-off", "P2" if up else "muted", Text(f"离线{up}", f"Offline{up}")
    return _in_step(state, unsent, now, zone)


def _in_step(
    state: SyncState, unsent: Unsent, now: datetime, zone: tzinfo
) -> tuple[str, str, Text]:  # fmt: skip
    if unsent.clashes:
        return "triangle-alert", "P2", clashes(unsent.clashes)
    if unsent.refused:
        return "triangle-alert", "P2", refusals(unsent.refused)
    if unsent.waiting or unsent.held:
        many = f"↑{unsent.waiting or unsent.held:,}"
        return "arrow-up", "accent", Text(f"{many} 待同步", f"{many} to send")
    at = times.brief(state.since, now, zone) if state.since else Text("", "")
    said = Text(f"已同步 {at.zh}".strip(), f"Synced {at.en}".strip())
    return "check", "ok", said


def clashes(many: int) -> Text:
    """Return how many fields moved on both sides."""
    return Text(f"{many} 项冲突", f"{many} conflict{'s' * (many != 1)}")


def refusals(many: int) -> Text:
    """Return how many edits the portal refused."""
    return Text(f"{many} 项被拒", f"{many} refused")


def set_aside(many: int) -> Text:
    """Return how many records of the portal this version cannot read."""
    return Text(
        f"{many} 条记录本版本读不懂,已原样留存",
        f"{several(many, 'record')} kept unread, for a newer version",
    )


def pending(many: int) -> Text:
    """Return how many edits wait to be sent."""
    return Text(f"{many:,} 项更改待同步", f"{many:,} change{'s' * (many != 1)} to send")


def last(state: SyncState, now: datetime, zone: tzinfo) -> Text:
    """Return when both sides were last in step."""
    if state.since is None:
        return Text("还没有同步过", "never synced yet")
    at = times.brief(state.since, now, zone)
    return Text(f"上次同步 {at.zh}", f"last synced {at.en}")


def _share(state: SyncState) -> str:
    if state.done is None or not state.total:
        return ""
    return f" {min(state.done, state.total):,}/{state.total:,}"


def _tip(state: SyncState, words: Text, unsent: Unsent, now: datetime, zone: tzinfo) -> Text:
    if state.kind is SyncKind.ALONE:
        return Text(
            "数据只存在本机;还没有连接门户。",
            "Data is kept on this device; no portal is connected.",
        )
    first = Text(f"{state.portal}:{words.zh}", f"{state.portal}: {words.en}")
    counts = [one for one in _counts(unsent) if one != words]
    parts = [first, *counts, last(state, now, zone)]
    if state.next_try is not None and state.kind is SyncKind.OFFLINE:
        at = times.brief(state.next_try, now, zone)
        parts.append(Text(f"下次重试 {at.zh}", f"next try {at.en}"))
    lines = [_joined(parts), *(one for one in (state.problem, state.next_step) if one.zh)]
    return Text("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))


def stands(state: SyncState, now: datetime, zone: tzinfo) -> Text:
    """Return in one line how it stands with the portal, without what waits to be sent."""
    if state.kind is SyncKind.ALONE:
        return Text("还没有连接门户", "No portal is connected")
    said = {
        SyncKind.IDLE: Text("已连接", "connected"), SyncKind.OFFLINE: Text("离线", "offline"),
        SyncKind.SYNCING: Text(f"同步中{_share(state)}", f"syncing{_share(state)}"),
        SyncKind.SIGN_IN: Text("需要登录", "sign in again"),
        SyncKind.ASKING: Text("等您决定", "asks you"),
        SyncKind.REFUSED: Text("无法同步", "cannot sync"),
    }[state.kind]  # fmt: skip
    name = Text(f"{state.portal}:{said.zh}", f"{state.portal}: {said.en}")
    parts = [name, last(state, now, zone)]
    if may_matter(state) and state.problem.zh:
        parts.append(state.problem)
    return _joined(parts)


def _counts(unsent: Unsent) -> list[Text]:
    told = [
        (unsent.waiting, pending(unsent.waiting)),
        (unsent.clashes, clashes(unsent.clashes)),
        (unsent.refused, refusals(unsent.refused)),
    ]
    return [words for many, words in told if many]


def _joined(parts: Iterable[Text]) -> Text:
    kept = list(parts)
    return Text(" · ".join(one.zh for one in kept), " · ".join(one.en for one in kept))


def may_matter(state: SyncState) -> bool:
    """Whether nothing comes and goes just now."""
    return state.kind in (SyncKind.OFFLINE, SyncKind.SIGN_IN, SyncKind.REFUSED)


def matters(state: SyncState, unsent: Unsent, now: datetime) -> bool:
    """Whether being cut off is worth a banner: work waits, or the copy is old (ux.md)."""
    if not may_matter(state):
        return False
    return bool(unsent.waiting) or state.since is None or now - state.since > STALE


def notice(state: SyncState, unsent: Unsent, now: datetime, zone: tzinfo) -> Notice | None:
    """Return the amber banner, or None where the quiet chip says enough."""
    if not matters(state, unsent, now):
        return _warned(state)
    waiting = [pending(unsent.waiting)] if unsent.waiting else []
    if state.kind is SyncKind.OFFLINE:
        words = _joined([Text("离线", "Offline"), *waiting, last(state, now, zone)])
        return Notice("cloud-off", words, RETRY, Text("重试", "Try again"))
    words = _joined([_sentence(state), *waiting])
    if state.kind is SyncKind.SIGN_IN:
        return Notice("key-round", words, SETTINGS, Text("登录", "Sign in"))
    return Notice("shield-alert", words, SETTINGS, Text("查看门户设置", "Portal settings"))


def _warned(state: SyncState) -> Notice | None:
    """Return what a person should know although the rest goes on."""
    if not state.warning.zh:
        return None
    words = _of(state, state.warning)
    return Notice("triangle-alert", words, OUTBOX, Text("查看", "Look"))


def _sentence(state: SyncState) -> Text:
    plain = {
        SyncKind.SIGN_IN: Text("需要登录", "Sign in again"),
        SyncKind.REFUSED: Text("无法同步", "Cannot sync"),
    }
    said = state.problem if state.problem.zh else plain[state.kind]
    return _of(state, Text(said.zh.rstrip("。"), said.en.rstrip(".")))


def _of(state: SyncState, said: Text) -> Text:
    """Return the sentence with the portal's name before it, unless it names the portal itself."""
    if state.portal in said.zh:
        return said
    return Text(f"{state.portal}:{said.zh}", f"{state.portal}: {said.en}")


def first_pull(state: SyncState) -> Text | None:
    """Return what stands beside the bar of a first pull, None where there is no first pull."""
    if not (state.first and state.kind is SyncKind.SYNCING):
        return None
    share = _share(state)
    return Text(
        f"首次取回{share} · 最新的未结工单先到,现在就可以用",
        f"First download{share} · the newest open tickets come first; you can work now",
    )


def question(state: SyncState) -> Text | None:
    """Return what the brake of a mass change asks, None where nothing is asked."""
    if state.kind is not SyncKind.ASKING:
        return None
    plain = Text(
        "门户这次会让本机的大量工单消失。", "This update would take many tickets off this device."
    )
    return _of(state, state.problem if state.problem.zh else plain)
