"""Registers of privacy on the page of projects."""

from firstline.domain.errors import NOTHING
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.privacy import processing, request
from firstline.domain.words import Text, several
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

PROCESSING = Frame(
    "processing_record", Text("处理活动", "Processing"), "shield-alert",
    (Text("处理活动", "Activity"), Text("信息类别", "Categories"), Text("依据", "Basis"),
     Text("出境", "Abroad"), Text("保存", "Retention"), LOOK),
    (150, 140, 130, 88, 80, 160), 0,
    Text("还没有登记处理活动:哪些个人信息、为什么、依据什么、保存多久。",
         "No processing yet: which personal data, why, on what basis, for how long."),
    processing.SHEET, spare=(1, 4, 2),
)  # fmt: skip
REQUESTS = Frame(
    "person_request", Text("个人请求", "Requests"), "user",
    (Text("谁", "Who"), Text("请求", "Request"), Text("收到", "Received"), Text("期限", "Due"),
     Text("状态", "State"), LOOK),
    (130, 110, 96, 96, 76, 180), 0,
    Text("没有个人请求。", "No requests."),
    request.SHEET, spare=(2, 4),
)  # fmt: skip
ABROAD = {"yes": "P2", "no": "muted", "unknown": "P2"}


def processings(held: Held) -> Board:
    """Return the processing records, those that lack the most first."""
    found = processing.processings(held.of("processing_record"), held.now.date(), held.project)
    lines = []
    for one, flags in found:
        title, abroad = text_of(one, "activity"), text_of(one, "cross_border") or "unknown"
        basis = text_of(one, "basis")
        cells = (
            plain(title, bold=True), plain(text_of(one, "categories"), "muted"),
            Shown(named(processing.BASES, basis, "unknown"),
                  "P2" if basis in ("", "unknown") else "text"),
            Shown(UNSURE[abroad], ABROAD[abroad]),
            plain(text_of(one, "retention") or "—", "muted"), marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number_of(processing.SHEET, one), Text(title, title), cells,
                          flags, NOTHING, one))  # fmt: skip
    bad = sum(bool(flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 项处理活动,{bad} 项还缺内容。先按个人信息保护法;"
        "涉及欧盟的人再写 GDPR 依据。",
        f"{several(len(found), 'activity', 'activities')}, {bad} incomplete. The PIPL first; "
        f"where people in the EU are "
        "concerned, the basis of the GDPR, too.",
    )
    return Board(PROCESSING, tuple(lines), verdict)


def requests(held: Held) -> Board:
    """Return the requests of people, open ones first by their due day."""
    found = request.requests(held.all("person_request"), held.now.date())
    lines = []
    for one, flags in found:
        title, state = text_of(one, "person"), text_of(one, "state") or "open"
        late = any(flag.code == "overdue" for flag in flags)
        cells = (
            plain(title, bold=request.is_open(one)),
            Shown(named(request.WHAT, text_of(one, "what"), "export")),
            plain(text_of(one, "received_on"), "muted"),
            plain(text_of(one, "due_on"), "P1" if late else "text"),
            Shown(named(request.STATES, state, "open"), "text" if state == "open" else "muted"),
            marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number_of(request.SHEET, one), Text(title, title), cells, flags,
                          NOTHING, one))  # fmt: skip
    left = sum(request.is_open(one) for one, _ in found)
    verdict = Text(
        f"{left} 项未办;收到后 {request.DUE_DAYS} 天内答复。去标识化要另一个人批准,不能撤回;"
        "只追加的日志里仍有原名,但不再显示。",
        f"{left} open; due {request.DUE_DAYS} days after they came. A pseudonym needs another "
        "person and is not undone; the append-only log keeps the name and shows it no more.",
    )
    return Board(REQUESTS, tuple(lines), verdict)


RULES: tuple[Entry, ...] = (Entry(PROCESSING, processings), Entry(REQUESTS, requests))
