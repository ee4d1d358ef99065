"""The forms of the training page: which acts there are, and which fields each asks for."""

from collections.abc import Mapping
from enum import StrEnum

from firstline.domain.words import Text
from firstline.viewmodel.wish import Asked

DATE = Text("2026-12-10 或 +7(天)", "2026-12-10 or +7 (days)")


class Act(StrEnum):
    """What can be done about one person and one course."""

    BOOK = "book"
    RECORD = "record"
    GRANT = "grant"
    WAIVE = "waive"
    CANCEL = "cancel"
    REVOKE = "revoke"


NAMES: Mapping[str, Text] = {
    Act.BOOK: Text("预订名额", "Book a place"),
    Act.RECORD: Text("登记通过", "Record it"),
    Act.GRANT: Text("授予", "Grant it"),
    Act.WAIVE: Text("点名免修", "Waive"),
    Act.CANCEL: Text("取消预订", "Cancel booking"),
    Act.REVOKE: Text("撤销证书", "Revoke"),
}
ICONS: Mapping[str, str] = {
    Act.BOOK: "calendar", Act.RECORD: "circle-check", Act.GRANT: "user-check",
    Act.WAIVE: "user-x", Act.CANCEL: "circle-x", Act.REVOKE: "x",
}  # fmt: skip


_WHY = Asked("reason", Text("原因", "Why"), long=True)
_FIELDS: Mapping[Act, tuple[Asked, ...]] = {
    Act.BOOK: (
        Asked("on", Text("哪天", "Day"), DATE),
        Asked("place", Text("地点", "Place"), Text("培训室、产线…", "room, line …")),
    ),
    Act.RECORD: (
        Asked("on", Text("通过日期", "Passed on"), DATE),
        Asked("score", Text("分数", "Score"), Text("0 到 100,可不填", "0 to 100, or empty")),
        Asked("proof", Text("凭据", "Proof"), Text("签到表、编号或文件", "list, number or file"),
              file=True),
        Asked("until", Text("有效到", "Valid until"), Text("不填则按课程", "empty: the course's")),
    ),
    Act.WAIVE: (
        _WHY,
        Asked("until", Text("到哪天(含)", "Last day"), Text("不填则长期", "empty: for ever")),
    ),
    Act.CANCEL: (_WHY,),
    Act.REVOKE: (_WHY,),
}  # fmt: skip


def asked(act: Act) -> tuple[Asked, ...]:
    """Return what the form of `act` asks; nothing for an act of one click."""
    return _FIELDS.get(act, ())
