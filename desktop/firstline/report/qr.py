"""QR codes: a text as a picture that a page can hold; the one door to segno."""

import base64
import io

import segno

_EDGE_MODULES = 4  # the quiet zone that ISO/IEC 18004 asks for


def qr_png(text: str, module_px: int = 6) -> bytes:
    """Return the QR code of `text` as a PNG, each module `module_px` pixels wide.

    A quarter of it may be lost before it cannot be read (level Q), where so much text fits.
    Raises ValueError for more than a code can hold, some 2,900 bytes.
    """
    code = _made(text)
    stream = io.BytesIO()
    code.save(stream, kind="png", scale=module_px, border=_EDGE_MODULES)
    return stream.getvalue()


def qr_data_uri(text: str, module_px: int = 6) -> str:
    """Return the QR code of `text` as a data URI for an HTML page. Raises as `qr_png`."""
    return "data:image/png;base64," + base64.b64encode(qr_png(text, module_px)).decode()


def _made(text: str) -> "segno.QRCode":
    try:
        return segno.make_qr(text, error="q")
    except segno.DataOverflowError:
        return segno.make_qr(text, error="l")  # more fits where less may be lost
