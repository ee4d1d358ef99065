"""QR codes: a real picture, the same for the same text, and a limit that is told."""

import pytest

from firstline.report.qr import qr_data_uri, qr_png


def test_a_text_becomes_a_png_with_a_quiet_zone() -> None:
    made = qr_png("未结 21 · 超时 2")
    assert made.startswith(b"\x89PNG")
    assert made == qr_png("未结 21 · 超时 2")
    assert qr_data_uri("a").startswith("data:image/png;base64,iVBOR")


def test_more_than_a_code_can_hold_is_refused() -> None:
    assert qr_png("x" * 2900)
    with pytest.raises(ValueError, match=r"."):
        qr_png("x" * 3000)
