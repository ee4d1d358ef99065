"""The group `firstline sla`: verdicts replayed, the packs in use, and their signatures."""

from firstline.cli.grammar import Group
from firstline.domain.words import Text

_HOME = "firstline.cli.sla."
_PACKS = f"{_HOME}packs"

sla_ = Group(
    "sla",
    words=Text(
        "重放服务级别的判定,列出在用的包", "Replay a service-level verdict; list the packs in use"
    ),
    lazy={
        "evaluate": (f"{_HOME}evaluate", Text("计算案例文件中的时钟", "The clocks of a case file")),
        "packs": (_PACKS, Text("在用的包:来源、签名、SHA-256", "The packs in use, and who signed")),
        "sign": (_PACKS, Text("用本机密钥签名", "Sign an own pack")),
        "keys": (_PACKS, Text("认可的签名人", "The publishers whose keys count")),
    },
)
