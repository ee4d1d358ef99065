"""Writes a release's manifest and signs it, as `firstline update verify` and minisign read it.

    python build_scripts/sign_release.py key KEYFILE      a new pair: KEYFILE and KEYFILE.pub
    python build_scripts/sign_release.py make DIR --publisher NAME [--key KEYFILE] [--days 180]

The secret key lies outside the repository, on a machine without a network if possible. Without
--key the manifest is written alone, for `minisign -Sm MANIFEST` with a key under a passphrase.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from build_app import program_version
from firstline.domain.release import ENDING, Packed, Release, release_from
from firstline.system import minisign
from freezing import NAME, ROOT

_ARTEFACTS = (".deb", ".exe", ".json", ".xz", ".zip")


def release_of(folder: Path, publisher: str, now: datetime, days: int) -> Release:
    """Return the release of the files in `folder`. Raises ValueError where there are none."""
    several = sorted(
        one for one in folder.iterdir()
        if one.is_file() and one.suffix in _ARTEFACTS and not one.name.endswith(ENDING)
    )  # fmt: skip
    if not several:
        raise ValueError(f"there is nothing to release in {folder}")
    files = tuple(
        Packed(one.name, one.stat().st_size, hashlib.sha256(one.read_bytes()).hexdigest())
        for one in several
    )
    return Release(program_version(), publisher, now, now + timedelta(days=days), files)


def write(release: Release, folder: Path, key: minisign.SecretKey | None) -> list[Path]:
    """Write the manifest into `folder`, with its signature where there is a key."""
    text = json.dumps(release.to_json(), indent=1, ensure_ascii=False) + "\n"
    release_from(text)  # what the program could not read is not published
    path = folder / f"{NAME}-{release.version}{ENDING}"
    path.write_bytes(text.encode())
    if key is None:
        return [path]
    comment = f"timestamp:{int(release.issued.timestamp())}\tfile:{path.name}\thashed"
    signature = path.with_name(path.name + minisign.ENDING)
    signature.write_bytes(minisign.sign(key, path.read_bytes(), comment).encode())
    return [path, signature]


def new_key(path: Path) -> list[Path]:
    """Write a new key pair, the secret one for this user alone. Raises ValueError or OSError."""
    if path.resolve().is_relative_to(ROOT):
        raise ValueError("a secret key does not belong into the repository")
    made = minisign.new_key()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        file.write(made.file)
    public = path.with_name(path.name + ".pub")
    public.write_text(made.public.file, "utf-8")
    return [path, public]


def main(argv: Sequence[str] | None = None) -> int:
    """Make a key, or a signed manifest; 0 done, 1 refused with the reason."""
    words = argparse.ArgumentParser(
        description=str(__doc__), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    acts = words.add_subparsers(dest="act", required=True)
    acts.add_parser("key").add_argument("file", type=Path)
    make = acts.add_parser("make")
    make.add_argument("folder", type=Path)
    make.add_argument("--publisher", required=True)
    make.add_argument("--key", type=Path)
    make.add_argument("--days", type=int, default=180, help="until it expires")
    given = words.parse_args(argv)
    try:
        if given.act == "key":
            written = new_key(given.file)
        else:
            key = minisign.secret_key(given.key.read_text("utf-8")) if given.key else None
            now = datetime.now(UTC).replace(microsecond=0)
            written = write(
                release_of(given.folder, given.publisher, now, given.days), given.folder, key
            )
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(map(str, written)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
