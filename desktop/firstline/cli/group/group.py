"""The group `firstline group`: the joint working group of the customer's IT and the vendor."""

from firstline.cli.grammar import Group
from firstline.domain.words import Text

_HOME = "firstline.cli.group."
_ACTS, _ROWS, _FILES = (f"{_HOME}{one}" for one in ("acts", "rows", "files"))

group_ = Group(
    "group",
    words=Text("联合工作组", "Joint working groups"),
    lazy={
        "list": (_ACTS, Text("列出工作组", "List the working groups")),
        "show": (_ACTS, Text("查看章程与下次会议", "Show charter and next meeting")),
        "new": (_ACTS, Text("建立工作组", "Make a group")),
        "set": (_ACTS, Text("改章程的文字", "Change texts of the charter")),
        "member": (_ROWS, Text("成员与替补", "Members and deputies")),
        "raci": (_ROWS, Text("RACI:恰好一个 A,至少一个 R", "RACI: one A, at least one R")),
        "level": (_ROWS, Text("升级处理的层级", "Levels of escalation")),
        "series": (_ROWS, Text("例会的节奏", "Series of meetings")),
        "charter": (_FILES, Text("把章程写成文件", "Write the charter to a file")),
        "calendar": (_FILES, Text("会议与期限写成 .ics", "Meetings and due days as .ics")),
        "close": (_ACTS, Text("结束工作组", "End a group")),
    },
)
