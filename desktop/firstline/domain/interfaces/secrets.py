"""Values that look like keys: a register holds the name of a secret and never the secret."""

import re
from collections.abc import Mapping
from itertools import pairwise

from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

_LABELLED = (
    (r"(?i)[?&;](?:app_?secret|app_?key|app_?id|(?:access_?|refresh_?|id_?)?token|api_?key|"
    r"signature|sign|client_?secret|secret|password|passwd|pwd|ticket|sid|session_?id|"
    r"jsessionid)=[^&\s\"'<>;#]+"),
    r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s/@:]*:[^\s@]+@",
    (r"(?i)\b(?:proxy-)?authorization[\"']?\s*[:=]\s*\S+|(?:set-)?cookie\s*:\s*\S+|"
    r"x-(?:api|auth|access)-(?:key|token)[\"']?\s*[:=]\s*\S+"),
    r"(?i)\bbearer\s+(?:(?=[^\s\"']*\d)[a-z0-9._~+/=-]{6,}|[a-z0-9._~+/=-]{16,})",
    (r"(?i)(?<![\w.-])[\"']?[\w.-]{0,40}?(?:secret|app_?key|api_?key|access_?key|private_?key|"
    r"security_?key|token|passwd|password|passphrase|pwd)[\"']?(?:\s*[:=]\s*|\s*>\s*)[^\s,;&}\]]"),
    r"(?:密码|密碼|口令|验证码|授权码|PIN\s?码)\s*(?:为|是|[::==])\s*[^\s,,;;。<>]",
    r"-----BEGIN [A-Z ]*PRIVATE KEY",
    r"\b(?:sk[-_]|ghp_|xox[bp]-|AKIA)[A-Za-z0-9_-]{12,}|\beyJ[\w-]{6,}\.[\w-]*\.?",
)  # fmt: skip
LABELLED = tuple(re.compile(one) for one in _LABELLED)
"""What the shipped redaction rules call a secret (RD07, 09, 15, 16, 17, 21); a test holds them
together with packs/redaction/redaction.toml."""
_BARE = re.compile(r"[A-Za-z0-9_+=-]{20,}")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def looks_like_secret(text: str) -> bool:
    """Return whether a text holds a secret: one with a label, or twenty characters of a key."""
    if any(one.search(text) for one in LABELLED):
        return True
    return any(_is_key(one) for one in _BARE.findall(text))


def _is_key(word: str) -> bool:
    """Return whether a long word is no name and no UUID: letters and digits in turn."""
    if _UUID.fullmatch(word):
        return False
    digits = sum(one.isdigit() for one in word)
    letters = sum(one.isalpha() for one in word)
    turns = sum(a.isdigit() is not b.isdigit() for a, b in pairwise(word))
    return digits >= 4 and letters >= 4 and turns >= 5


def refuse_secrets(values: Mapping[str, Value], names: Mapping[str, Text]) -> None:
    """Raise BadInput naming the column whose value looks like a key (requirements S34).

    `names` are the columns' names as people read them.
    """
    for name, value in values.items():
        if isinstance(value, str) and looks_like_secret(value):
            said = names.get(name, Text(name, name))
            raise BadInput(
                Text(f"“{said.zh}”里像是有密钥或口令,没有登记。",
                     f"“{said.en}” seems to hold a key or a password; it was not recorded."),
                next_step=Text("密钥留在系统钥匙串里,这里只写它的名字。",
                               "Leave the secret in the OS keyring and write only its name here."),
            )  # fmt: skip
