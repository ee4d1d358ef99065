"""A file whose faults wait until it is closed, for a writer that cannot bear them in between."""

import io
from pathlib import Path
from types import TracebackType
from typing import Self

from firstline.domain.overrides import override


class Patient(io.RawIOBase):
    """A new file. After the first fault it takes everything and keeps nothing.

    Python's zip writer, once a write has failed, fails again when it is thrown away, where nobody
    can catch it. Leaving the `with` block raises the first fault.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("wb")
        self._fault: OSError | None = None
        self._at = 0

    @override
    def writable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def tell(self) -> int:
        return self._at

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at}
        try:
            self._at = self._file.seek(offset, whence)
        except OSError as error:
            self._keep(error)
            self._at = base.get(whence, self._at) + offset
        return self._at

    @override
    def write(self, data: bytes, /) -> int:  # type: ignore[override] # bytes are all it is given
        self._at += len(data)
        if self._fault is None:
            try:
                self._file.write(data)
            except OSError as error:
                self._keep(error)
        return len(data)

    def _keep(self, error: OSError) -> None:
        self._fault = self._fault or error

    @override
    def __enter__(self) -> Self:
        return self

    @override
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        except OSError as fault:
            self._keep(fault)
        if self._fault is not None and error is None:
            raise self._fault
