"""The group `firstline ticket`: one module for reading, one for acts, one for the legs."""

from firstline.cli.grammar import Group
from firstline.domain.words import Text

_HOME = "firstline.cli.ticket."
_READ, _ACTS, _LEGS, _HANDOFF, _CONTACT = (
    f"{_HOME}{one}" for one in ("read", "acts", "legs", "handoff", "contact")
)

ticket_ = Group(
    "ticket",
    words=Text("新建、查看、修改工单", "Record, show and change tickets"),
    lazy={
        "new": (_ACTS, Text("新建工单", "Record a ticket")),
        "list": (_READ, Text("列出工单,最新在前", "List tickets, newest first")),
        "show": (_READ, Text("一张工单的全部", "Everything about one ticket")),
        "similar": (_READ, Text("以前类似的工单和知识文章", "What helped in similar cases")),
        "set": (_ACTS, Text("修改字段", "Change fields")),
        "assign": (
            "firstline.cli.ticket.assign",
            Text("分派,可按名单", "Assign, by the roster too"),
        ),
        "reply": (_ACTS, Text("回复报告人或写内部备注", "Answer the requester, or note it")),
        "attach": (_ACTS, Text("添加附件", "Attach files")),
        "handoff": (_HANDOFF, Text("交接给厂商", "Hand off to the vendor")),
        "contact": (
            _CONTACT,
            Text("登记联系,放入邮件或聊天", "Log a contact, lay in mail or chat"),
        ),
        "contacts": (_CONTACT, Text("联系记录,可打印", "The contact log, to print")),
        "replies": (_CONTACT, Text("首次人工回复要等多久", "How long first human replies took")),
        "log": (_LEGS, Text("记录任一事件", "Record any event")),
    },
)
