"""The form that says what a ledger is for: kind, services, value, conditions, contract."""

from collections.abc import Mapping

from firstline.domain.errors import Refused
from firstline.domain.ledger.acts import describe
from firstline.domain.ledger.amount import CNY, plain_amount
from firstline.domain.ledger.book import ABSENCES, FIELDS, KIND, SORTS, Ledger
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.training.fields import DATE
from firstline.viewmodel.wish import Asked, Wish

ABOUT = Text("台账说明", "About the ledger")
SAID = Text("已改台账说明", "Ledger described")
_OPEN = Text("合同没有写", "the contract does not say")
_SERVICES = Text("training、remote、onsite…", "training, remote, onsite …")
_FIELDS = (
    Asked("sort", FIELDS["sort"], choices=tuple((str(one), said) for one, said in SORTS.items())),
    Asked("covers", FIELDS["covers"], _SERVICES),
    Asked("value", FIELDS["value"]),
    Asked("conditions", FIELDS["conditions"]),
    Asked("absence", FIELDS["absence"], choices=(("", _OPEN), *ABSENCES.items())),
    Asked("notice", FIELDS["notice"]),
    Asked("late", FIELDS["late"], choices=(("", _OPEN), *ABSENCES.items())),
    Asked("contract", FIELDS["contract"]),
    Asked("valid_until", FIELDS["valid_until"], DATE),
    Asked("note", FIELDS["note"]),
)


def about_wish(desktop: Desktop, ledger: Ledger) -> Wish:
    """Return the form of what a ledger says of itself; its name and unit stay."""
    values = {
        "sort": str(ledger.sort), "covers": ", ".join(ledger.covers),
        "value": "" if ledger.value is None else plain_amount(ledger.value, CNY),
        "conditions": ledger.conditions, "absence": ledger.absence, "contract": ledger.contract,
        "notice": str(ledger.notice or ""), "late": ledger.late,
        "valid_until": str(ledger.valid_until or ""), "note": ledger.note,
    }  # fmt: skip

    def take(said: Mapping[str, str]) -> bool:
        held = desktop.store.record(KIND, ledger.id)
        if held is None:
            raise Refused(Text("这本台账不在了。", "This ledger is gone."))
        plain = {name: text.strip() for name, text in said.items()}
        edit = describe(held, ledger.name, plain, desktop.stamp())
        return not edit.changes or desktop.perform(edit, text=SAID)

    title = Text(f"{ABOUT.zh}:{ledger.name}", f"{ABOUT.en}: {ledger.name}")
    return Wish(f"ledger-about:{ledger.id}", title, _FIELDS, values, take)
