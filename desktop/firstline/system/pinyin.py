"""Chinese read aloud: initials for search and the palette (pypinyin lives here alone)."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """Return `text` with each Chinese character as the first letter of its sound: 库存账 → kcz.

    Other characters stay, in lower case. Sounds are chosen by phrase: 会计 → kj.
    """
    return _read(text, "FIRST_LETTER")


@lru_cache(maxsize=20_000)
def full(text: str) -> str:
    """Return `text` with each Chinese character spelt out without tones: 库存 → kucun."""
    return _read(text, "NORMAL")


def heard(text: str) -> str:
    """Return both readings of `text`, a line each, as people type them: 风险 → fx, fengxian."""
    short, whole = initials(text), full(text)
    return short if short == whole else f"{short}\n{whole}"


def _read(text: str, style: str) -> str:
    if text.isascii():
        return text.lower()
    import pypinyin  # noqa: PLC0415 - 0.2 s that a start without Chinese search need not pay

    return "".join(pypinyin.lazy_pinyin(text, style=getattr(pypinyin.Style, style))).lower()


@lru_cache(maxsize=20_000)
def syllables(text: str) -> str:
    """Return Chinese `text` as its syllables without tones, spaced: 加密点数 → jia mi dian shu."""
    if text.isascii():
        return text.lower()
    import pypinyin  # noqa: PLC0415 - as above

    style = pypinyin.Style.NORMAL
    return " ".join(pypinyin.lazy_pinyin(text, style=style, v_to_u=False)).lower()
