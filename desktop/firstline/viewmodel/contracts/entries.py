"""The registers and boards of the page of contracts, under their headings, in their order."""

from firstline.domain.words import Text
from firstline.viewmodel.contracts.asked import ASKED
from firstline.viewmodel.contracts.deals import DEALS
from firstline.viewmodel.contracts.entry import Entry, Shelf
from firstline.viewmodel.contracts.ledgers import LEDGERS
from firstline.viewmodel.contracts.money import MONEY
from firstline.viewmodel.contracts.services import SERVICES
from firstline.viewmodel.contracts.timeline import TIMELINE
from firstline.viewmodel.contracts.vendor import VENDOR

SHELVES: tuple[Shelf, ...] = (
    Shelf(Text("合同", "Contracts"), (TIMELINE, *DEALS)),
    Shelf(Text("费用与决策", "Money and decisions"), MONEY),
    Shelf(Text("权益台账", "Entitlements"), LEDGERS),
    Shelf(Text("增值服务", "Value-added services"), SERVICES),
    Shelf(Text("厂商表现与谈判", "The vendor, negotiation"), VENDOR),
    Shelf(Text("版本与申请", "Versions, applications"), ASKED),
)
ENTRIES: tuple[Entry, ...] = tuple(one for shelf in SHELVES for one in shelf.entries)
