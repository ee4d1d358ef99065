"""Zips that a passphrase opens in 7-Zip, WinRAR and Bandizip: AES-256 (WinZip AE-2) by pyzipper.

AE-2 authenticates what each entry holds, not the names and dates beside it. So the archive's
comment carries an HMAC over the whole file, under a key of its own (Argon2id): whatever bit of it
was changed, `check` refuses.
"""

import hmac
import os
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED

from firstline.system.seals import SALT_BYTES, SealError, key_from

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another: no 0 O, no 1 I L
GROUPS, GROUP_SIGNS = 6, 3  # 18 of 31 signs: 89 bits
SCHEME = "AES-256 (WinZip AE-2)"
_AE_2 = 2  # no CRC of the clear text beside the cipher text, as AE-1 has
_MARK = b"Firstline-Seal-1 "
_TAG_BYTES = 64  # SHA-256 as hexadecimal
_COMMENT_BYTES = len(_MARK) + 2 * SALT_BYTES + 1 + _TAG_BYTES
_BLOCK_BYTES = 1 << 20
_READABLE = 0o644 << 16

Put = Callable[[str, Iterable[bytes]], None]


def new_passphrase() -> str:
    """Return a random passphrase of 89 bits that can be read out over the telephone."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIGNS)) for _ in range(GROUPS)
    )


def sealing(passphrase: str) -> Callable[[Path, tuple[int, ...]], AbstractContextManager[Put]]:
    """Return what opens new zips under this passphrase."""
    return partial(sealed_zip, passphrase)


@contextmanager
def sealed_zip(passphrase: str, path: Path, moment: tuple[int, ...]) -> Iterator[Put]:
    """Hand out what puts one entry after the other into a new zip at `path`.

    Nothing but cipher text is written, in one stream; `moment` is the date of every entry, six
    numbers from 1980 on, and `passphrase` ASCII. Raises OSError.
    """
    import pyzipper  # noqa: PLC0415 - where something leaves

    salt = os.urandom(SALT_BYTES)
    with pyzipper.AESZipFile(
        path, "w", ZIP_DEFLATED, encryption=pyzipper.WZ_AES,
        encryption_kwargs={"nbits": 256, "force_wz_aes_version": _AE_2},
    ) as archive:  # fmt: skip
        archive.setpassword(passphrase.encode("ascii"))
        archive.comment = _MARK + salt.hex().encode() + b" " + b"0" * _TAG_BYTES

        def put(name: str, chunks: Iterable[bytes]) -> None:
            entry = archive.zipinfo_cls(name, moment)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            entry.external_attr = _READABLE
            with archive.open(entry, "w") as out:
                for chunk in chunks:
                    out.write(chunk)

        yield put
    tag = _tag(path, passphrase, salt)
    with path.open("r+b") as file:
        file.seek(-_TAG_BYTES, os.SEEK_END)
        file.write(tag)


def is_sealed(path: Path) -> bool:
    """Whether the file ends as one that `sealed_zip` wrote. Raises OSError."""
    return _comment(path).startswith(_MARK)


def check(path: Path, passphrase: str) -> tuple[str, ...]:
    """Return the names in a sealed zip, every one of them read; nothing is written.

    Raises SealError for another passphrase or one changed bit anywhere, OSError.
    """
    import pyzipper  # noqa: PLC0415 - see sealed_zip

    comment = _comment(path)
    try:
        salt = bytes.fromhex(comment[len(_MARK) : -_TAG_BYTES].decode("ascii"))
        tag = _tag(path, passphrase, salt)
    except ValueError as error:
        raise SealError("the zip does not open") from error
    if not hmac.compare_digest(tag, comment[-_TAG_BYTES:]):
        raise SealError("the zip does not open")
    try:
        with pyzipper.AESZipFile(path) as archive:
            archive.setpassword(passphrase.encode())
            for one in archive.infolist():
                with archive.open(one) as entry:
                    while entry.read(_BLOCK_BYTES):
                        continue
            return tuple(archive.namelist())
    except (pyzipper.BadZipFile, RuntimeError, ValueError, EOFError, zlib.error) as error:
        raise SealError("the zip does not open") from error


def _comment(path: Path) -> bytes:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _COMMENT_BYTES))
        return file.read()


def _tag(path: Path, passphrase: str, salt: bytes) -> bytes:
    """Return the HMAC of all that stands before it in the file."""
    made = hmac.new(key_from(passphrase, salt), digestmod="sha256")
    with path.open("rb") as file:
        left = path.stat().st_size - _TAG_BYTES
        while left > 0 and (block := file.read(min(left, _BLOCK_BYTES))):
            made.update(block)
            left -= len(block)
    return made.hexdigest().encode()
