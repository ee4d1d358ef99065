"""Pinyin without tones, cut into syllables: `jiamidianshu` reads jia mi dian shu."""

from functools import lru_cache
from itertools import pairwise

_ENDINGS = {
    "": "a o e ai ei ao ou an en ang eng er",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ue ve",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ue ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang",
    "r": "e ao ou an en ang eng ong i u ua uo ui uan un",
    "z": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "c": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "s": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "y": "a o e ao ou an ang i in ing ong u ue uan un",
    "w": "a o ai ei an en ang eng u",
}
SYLLABLES = frozenset(
    first + rest for first, several in _ENDINGS.items() for rest in several.split()
)
_LONGEST = 6


@lru_cache(maxsize=4096)
def cut(letters: str) -> tuple[str, ...]:
    """Return the syllables of `letters` (a to z), the longest first; empty where it is none.

    What could be read in two ways is read with the longer first syllable: xian is one.
    """
    if not letters:
        return ()
    for length in range(min(_LONGEST, len(letters)), 0, -1):
        head, rest = letters[:length], letters[length:]
        if head not in SYLLABLES:
            continue
        if not rest:
            return (head,)
        if tail := cut(rest):
            return (head, *tail)
    return ()


def joined(syllables: tuple[str, ...]) -> list[str]:
    """Return each two neighbours as one token, so that any part of two syllables finds it."""
    pairs = [a + b for a, b in pairwise(syllables)]
    return pairs or list(syllables)
