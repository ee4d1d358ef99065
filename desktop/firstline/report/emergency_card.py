"""The emergency card: whom to call and what to do first, on one A6 or A4 page of paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

from firstline.domain.contact.contact import STALE_DAYS, Contact, is_stale
from firstline.domain.errors import BadInput
from firstline.domain.words import Language, Text
from firstline.report.whole_file import in_one_piece

ENDINGS = (".html", ".txt")
_TITLE = Text("应急联系卡", "Emergency card")
_FIRST = (
    Text("断电:先停业务,再按顺序关应用、数据库、服务器;来电后先查库再开业务。",
         "Power: stop work, then shut down application, database, server; afterwards check the "
         "database before work begins."),
    Text("勒索:拔网线、不关机、不付款;保住离线备份,按信息安全电话。",
         "Ransomware: unplug the network, do not switch off, do not pay; keep the offline backup, "
         "call security."),
    Text("系统停:记下时间与报错原文,改用手工单,报 P1。",
         "System down: note time and exact message, go over to paper forms, report it as P1."),
)  # fmt: skip
_PAPER = Text("手工单位置", "Paper forms")
_CODE = Text("服务识别码(手写)", "Service code (by hand)")
_CHECKED = Text("最晚核对", "Verify by")
_UNVERIFIED = Text("未核实", "unverified")
_NONE = Text("还没有联系人。", "There are no contacts yet.")
# A6 where the printer has it; elsewhere the same card in a corner of A4.
_STYLE = (
    "@page{size:A6;margin:6mm}body{font:9pt/1.25 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    "max-width:93mm;margin:0;color:#000}h1{font-size:12pt;margin:0 0 2mm}"
    "td{vertical-align:top;padding:.6mm 1.5mm .6mm 0;border-bottom:.2mm solid #999}"
    ".n{font-weight:700;font-size:10.5pt;white-space:nowrap}.s{font-size:7.5pt}"
    "ol{margin:2mm 0;padding-left:4mm}"
)


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the card; `paper` is where the paper forms lie."""

    contacts: Sequence[Contact]
    today: date
    paper: str = ""


def write_card(path: Path, card: Card, language: Language) -> None:
    """Write the card, a page to print (.html, A6) or plain text (.txt), in one piece.

    What it holds is templates M.13; the service code itself is written by hand and never stored.
    Raises BadInput for another ending or a folder, Refused when the file cannot be written.
    """
    writers: dict[str, Callable[[Card, Language], str]] = {".html": page, ".txt": lines}
    write = writers.get(path.suffix.lower())
    if write is None or path.is_dir():
        raise BadInput(
            Text(f"不能写成 {path.name[:60]}。", f"{path.name[:60]} cannot be written."),
            next_step=Text("可用:.html、.txt。", "Use one of: .html, .txt."),
        )
    text = write(card, language)

    def fill(part: Path) -> int:
        part.write_text(text, encoding="utf-8")
        return len(card.contacts)

    in_one_piece(path, fill)


def lines(card: Card, language: Language) -> str:
    """Return the card as plain text."""
    say = _sayer(language)
    told = [f"{say(_TITLE)}  {say(_CHECKED)} {_verify_by(card).isoformat()}", ""]
    for one in card.contacts:
        told.append(f"{say(one.called)}  {one.name}  {one.phone or one.address}")
        told += [f"    {part}" for part in _under(one, card, say)]
    if not card.contacts:
        told.append(say(_NONE))
    told += ["", *(f"{at}. {say(one)}" for at, one in enumerate(_FIRST, 1))]
    told += ["", f"{say(_PAPER)}: {card.paper or '________'}", f"{say(_CODE)}: ________", ""]
    return "\n".join(told)


def page(card: Card, language: Language) -> str:
    """Return the card as a page without anything that loads or runs."""
    say = _sayer(language)
    rows = "".join(
        f"<tr><td>{escape(say(one.called))}<br>{escape(one.name)}</td>"
        f"<td><span class=n>{escape(one.phone or one.address)}</span>"
        + "".join(f"<br><span class=s>{escape(part)}</span>" for part in _under(one, card, say))
        + "</td></tr>"
        for one in card.contacts
    )
    table = f"<table>{rows}</table>" if rows else f"<p>{say(_NONE)}</p>"
    first = "".join(f"<li>{say(one)}</li>" for one in _FIRST)
    code = "zh" if language == "zh_CN" else "en"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
        f"<title>{say(_TITLE)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{say(_TITLE)} <span class=s>{say(_CHECKED)} {_verify_by(card).isoformat()}</span>"
        f"</h1>{table}<ol>{first}</ol>"
        f"<p>{say(_PAPER)}: {escape(card.paper) or '________'}<br>{say(_CODE)}: ________</p>"
        "</body></html>\n"
    )


def _under(one: Contact, card: Card, say: Callable[[Text], str]) -> list[str]:
    """Return the small lines under a contact: the hours, what they ask for, and its age."""
    address = one.address if one.phone else ""
    stale = say(_UNVERIFIED) if is_stale(one, card.today) else ""
    return [part for part in (address, one.hours, one.needs, one.note, stale) if part]


def _verify_by(card: Card) -> date:
    """Return when the first of the contacts is to be verified again; today when one is stale."""
    dates = [
        max(card.today, one.verified_on + timedelta(days=STALE_DAYS))
        if one.verified_on else card.today
        for one in card.contacts
    ]  # fmt: skip
    return min(dates, default=card.today)


def _sayer(language: Language) -> Callable[[Text], str]:
    return lambda text: text.in_(language)
