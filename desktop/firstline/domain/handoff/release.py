"""A package that left the plant, as one line of the timeline."""

from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

RELEASED = "released"  # what an entry in the log says when a package was written
ZIP, CLIPBOARD, PAPER, CODES = "zip", "clipboard", "paper", "codes"
SEALED, PLAIN = "aes-256", "no"  # whether a zip was encrypted; older releases do not say
_SEALS = {SEALED: Text("(已加密)", " (encrypted)"), PLAIN: Text("(未加密)", " (not encrypted)")}
WAYS = {
    ZIP: Text("", ""),
    CLIPBOARD: Text("(复制正文)", " (text copied)"),
    PAPER: Text("(打印)", " (printed)"),
    CODES: Text("(二维码)", " (as codes)"),
}


def released(event: Event) -> Text | None:
    """Return a release as one line, None for any other event."""
    data = event.data
    if event.kind is not EventKind.ENTRY or data.get("what") != RELEASED:
        return None
    way = WAYS.get(data.get("way", ZIP), Text("", ""))
    way = _SEALS.get(data.get("sealed", ""), way)
    to = data.get("recipient") or ""
    by = data.get("reviewed_by", "")
    number = data.get("authorisation") or ""
    zh = f"导出交接包 {data.get('package', '')}{way.zh}" + (f" · 给 {to}" if to else "")
    en = f"Package {data.get('package', '')} released{way.en}" + (f" · to {to}" if to else "")
    if number:
        zh, en = f"{zh} · 授权 {number}", f"{en} · authorisation {number}"
    tail = data.get("sha256", "")[:12]
    return Text(f"{zh} · 复核 {by} · SHA-256 {tail}…", f"{en} · reviewed by {by} · SHA-256 {tail}…")
