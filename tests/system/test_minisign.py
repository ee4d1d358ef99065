"""Signatures of minisign: its own are read, ours are its format, and every changed byte is seen."""

import base64

import pytest

from firstline.system import minisign
from firstline.system.minisign import AlteredError, FormatError, OtherKeyError

MESSAGE = b"Firstline\n"
# Made once by minisign 0.11 with a key that was thrown away.
PUBLIC = """untrusted comment: minisign public key C09EA733857739BC
RWS8OXeFM6eewFNdyrz/OL9C5ryNeEr4YzeFZDEKe78vDHPJCklqVckE
"""
HASHED = """untrusted comment: signature from minisign secret key
RUS8OXeFM6eewJqMXAkvPNjJJSWV+GDjlKNarRtRpAN6UsEcZvhjW7rpi4fBcwiInxo3XR2M6uF2e0tY8CdXuvHDY2UZsAH1TAI=
trusted comment: made by minisign 0.11
o555MhtV9nW0ghK/LTntw/hZ74/KtTWe7raDASR8CUbqWn2n2IVNAV5zRcCURc7trt1ZvFW9SggbSt1lwWBrAA==
"""
PLAIN = """untrusted comment: signature from minisign secret key
RWS8OXeFM6eewDQKQaiSKu8+yXq8xYFjk8UzuH6Cn0Ci3h9PnsjrBMmJTOHGrN2ELoxrknBpIMefo/59b0T+3vTifCiu2bN11wU=
trusted comment: made by minisign 0.11, older
i/1vFG7ockZlfozxhOs86pJVYsGVa1CoPIYLgZIk8vQT3dBCbrKDuPvMasSrAETp351VV3TT75MFXGBWWsiuBw==
"""


@pytest.mark.parametrize("signature", [HASHED, PLAIN, HASHED.replace("\n", "\r\n")])
def test_what_minisign_signed_is_believed(signature: str) -> None:
    key, comment = minisign.verify(minisign.public_keys(PUBLIC), MESSAGE, signature)
    assert key.named == "C09EA733857739BC"
    assert comment.startswith("made by minisign 0.11")


def test_ours_has_the_shape_of_minisigns_and_its_key_survives_the_file() -> None:
    key = minisign.new_key()
    again = minisign.secret_key(key.file)
    assert again == key
    signature = minisign.sign(again, MESSAGE, "of today")
    assert [len(base64.b64decode(one)) for one in signature.splitlines()[1::2]] == [74, 64]
    assert minisign.verify(minisign.public_keys(key.public.file), MESSAGE, signature) == (
        key.public, "of today",
    )  # fmt: skip


def test_any_changed_byte_is_seen() -> None:
    keys = minisign.public_keys(PUBLIC)
    for data in (b"", MESSAGE[:-1], MESSAGE + b" ", b"firstline\n"):
        with pytest.raises(AlteredError):
            minisign.verify(keys, data, HASHED)
    with pytest.raises(AlteredError):
        minisign.verify(keys, MESSAGE, HASHED.replace("0.11", "0.12"))
    lines = HASHED.splitlines()
    for line in (1, 3):
        raw = bytearray(base64.b64decode(lines[line]))
        for at in range(len(raw)):
            raw[at] ^= 1
            told = [*lines]
            told[line] = base64.b64encode(bytes(raw)).decode()
            with pytest.raises((AlteredError, OtherKeyError, FormatError)):
                minisign.verify(keys, MESSAGE, "\n".join(told))
            raw[at] ^= 1


def test_another_key_is_named() -> None:
    own = minisign.new_key().public
    with pytest.raises(OtherKeyError) as told:
        minisign.verify((own,), MESSAGE, HASHED)
    assert told.value.named == "C09EA733857739BC"
    # the same name on another key does not help
    forged = minisign.PublicKey(minisign.public_keys(PUBLIC)[0].id, own.key)
    with pytest.raises(AlteredError):
        minisign.verify((forged,), MESSAGE, HASHED)


@pytest.mark.parametrize("text", ["", "RW", "not base64!", HASHED, "RW" + "A" * 54, "é" * 56])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        minisign.public_keys(text)
    with pytest.raises(FormatError):
        minisign.secret_key(text)
    with pytest.raises(FormatError):
        minisign.verify((), MESSAGE, text.replace("trusted", "x"))


def test_a_key_under_a_passphrase_or_a_damaged_one_is_not_used() -> None:
    raw = bytearray(base64.b64decode(minisign.new_key().file.splitlines()[1]))
    for at, value in ((2, ord("S")), (70, raw[70] ^ 1)):
        changed = bytearray(raw)
        changed[at] = value
        with pytest.raises(FormatError):
            minisign.secret_key(base64.b64encode(bytes(changed)).decode())
