"""The group `firstline ledger`: quotas, vouchers, packages, upgrades, budgets, savings."""

from firstline.cli.grammar import Group
from firstline.domain.words import Text

_HOME = "firstline.cli.ledger"
_ACTS, _READ = f"{_HOME}.acts", f"{_HOME}.read"

ledger_ = Group(
    "ledger",
    words=Text("权益与费用台账:只追加,余额总是各笔之和", "Ledgers: the balance is the sum"),
    lazy={
        "list": (_READ, Text("列出台账", "List the ledgers")),
        "show": (_READ, Text("一个台账的余额与每一笔", "One ledger and its entries")),
        "check": (_READ, Text("这项服务在权益内吗?", "Is a service covered, and why")),
        "grant": (_ACTS, Text("授予", "Book a grant")),
        "reserve": (_ACTS, Text("预留", "Book a reservation")),
        "consume": (_ACTS, Text("消耗", "Book what was used")),
        "release": (_ACTS, Text("释放", "Give a reservation back")),
        "dispute": (_ACTS, Text("争议", "Dispute an entry")),
        "correct": (_ACTS, Text("更正一笔", "Correct an entry")),
        "set": (_ACTS, Text("台账的说明", "Say what a ledger is for")),
    },
)
