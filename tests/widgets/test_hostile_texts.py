"""Foreign texts load nothing and open nothing, wherever they are shown (reliability.md 6.4)."""

import pytest
from detail_ground import Ground
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from firstline.domain.edits.edits import reply
from firstline.domain.overrides import override
from firstline.viewmodel.detail.timeline import Shape
from firstline.widgets.detail.attachments import png_of
from firstline.widgets.detail.html import QuietBrowser, cleaned
from firstline.widgets.detail.pane import DetailPane

SHA = "a" * 64
HOSTILE = (
    '<img src="file:///etc/passwd">',
    '<img src="//10.0.0.9/share/x.png">',
    r'<img src="\\10.0.0.9\share\x.png">',
    '<img src="http://tracker.example/p.gif" width=1>',
    '<img src="/etc/passwd">',
    '<img src="qrc:/x.png">',
    '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
    "<style>@import url(file:///etc/passwd); p{background:url(http://x/y)}</style><p>x</p>",
    '<p style="background-image:url(file:///etc/passwd)">x</p>',
    '<body background="file:///etc/passwd">x</body>',
    '<table background="http://x/y"><tr><td>x</td></tr></table>',
    '<link rel="stylesheet" href="file:///etc/passwd">x',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="ms-msdt:/id PCWDiagnostic">x</a>',
    '<a href="file:///bin/sh">x</a>',
    '<a href="smb://10.0.0.9/x">x</a>',
    '<iframe src="http://x"></iframe><object data="file:///x"></object><embed src="x">',
    '<svg><image href="http://x/y"/></svg>',
    "<script>alert(1)</script>x",
    '<meta http-equiv="refresh" content="0;url=http://x">x',
    '<img src="x-att:../../etc/passwd">',
    '<img src=" X-ATT:' + SHA + '">',
)


class Listening(QuietBrowser):
    """A browser that notes what its document asks for and what it was given."""

    def __init__(self, held: object) -> None:
        self.given: list[tuple[str, int]] = []
        super().__init__(held)  # type: ignore[arg-type] # a test's own answer

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> object:
        found = super().loadResource(kind, name)
        size = found.width() if isinstance(found, QImage) else len(found)
        self.given.append((QUrl(name).toString(), size))
        return found


@pytest.mark.parametrize("html", HOSTILE)
def test_a_browser_gives_nothing_but_held_blobs(qtbot: QtBot, html: str) -> None:
    browser = Listening(lambda _sha: None)
    qtbot.addWidget(browser)
    browser.resize(300, 200)
    browser.show_html(html)
    browser.show()
    qtbot.wait(1)
    browser.setHtml(html)  # even where the cleaning had a hole
    qtbot.wait(1)
    assert [one for one in browser.given if one[1] > 1] == []
    kinds = QTextDocument.ResourceType
    for kind in (kinds.HtmlResource, kinds.StyleSheetResource, kinds.MarkdownResource):
        assert not browser.loadResource(kind.value, QUrl("file:///etc/passwd"))
    assert not browser.openLinks()
    assert not browser.openExternalLinks()


@pytest.mark.parametrize("html", HOSTILE)
def test_cleaned_html_keeps_no_address_that_loads_or_runs(html: str) -> None:
    out = cleaned(html).casefold()
    for word in ("file:", "http://tracker", "javascript", "msdt", "smb:", "10.0.0.9", "style",
                 "script", "background", "iframe", "svg", "qrc", "data:", "passwd"):  # fmt: skip
        if word == "passwd" and "x-att:" in html:
            continue
        assert word not in out, out


def test_a_held_picture_is_given(qtbot: QtBot, ground: Ground) -> None:
    image = QImage(7, 5, QImage.Format.Format_RGB32)
    image.fill(0)
    mime = QMimeData()
    mime.setImageData(image)
    held = ground.store.keep_file(png_of(mime), "a.png")
    browser = Listening(ground.store.file_path)
    qtbot.addWidget(browser)
    found = browser.loadResource(
        int(QTextDocument.ResourceType.ImageResource.value), QUrl(f"x-att:{held.sha256}")
    )
    assert isinstance(found, QImage)
    assert found.size() == image.size()


@pytest.mark.parametrize("html", HOSTILE)
def test_labels_names_and_tooltips_never_guess_markup(
    ground: Ground, qtbot: QtBot, html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    ticket = ground.ticket(
        html, requester=html[:180], site=html[:180], body=html, product=html[:60]
    )
    ground.desktop.perform(reply(ticket, html, ground.desktop.stamp()))
    pane = DetailPane(ground.desktop)
    qtbot.addWidget(pane)
    pane.show_ticket(ticket.id)
    pane.show()
    pane.acts.buttons["why"].click()
    for label in pane.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
    for widget in pane.findChildren(QWidget):
        assert "<" not in widget.toolTip()
    assert opened == []


def test_a_link_shows_its_host_and_opens_only_by_a_second_act(
    ground: Ground, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    ticket = ground.ticket(body='<a href="https://портал.example/x">https://bank.example</a>')
    pane = DetailPane(ground.desktop)
    qtbot.addWidget(pane)
    pane.show_ticket(ticket.id)
    pane.show()
    row = next(
        at
        for at in range(pane.timeline.timeline.rowCount())
        if (entry := pane.timeline.timeline.entry(at)) and entry.shape is Shape.CARD
    )
    entry = pane.timeline.timeline.entry(row)
    assert entry is not None
    pane.timeline.opened.emit(entry)
    reader = pane.insets.reader
    reader.browser.anchorClicked.emit(QUrl("https://портал.example/x"))
    assert opened == []
    assert "xn--" in reader._host.text()
    reader._open.click()
    assert len(opened) == 1
    reader.browser.anchorClicked.emit(QUrl("http://x.example/"))
    assert not reader._open.isEnabled()
