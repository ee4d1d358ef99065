"""Messages of Request Tracker as text: plain before HTML, nothing that runs, nothing endless."""

import pytest

from firstline.portal.base import Broken
from firstline.portal.rt.files import content
from firstline.portal.rt.texts import plain, text_of
from firstline.portal.rt.wire import Part


def part(media: str, text: str, name: str = "") -> Part:
    return Part(1, 1, media, name, len(text.encode()), "", text)


def test_the_plain_text_of_a_mail_is_taken_before_its_html() -> None:
    both = [part("text/plain", "第一行\r\n第二行\r\n"), part("text/html", "<p>第一行</p>")]
    assert text_of(both) == "第一行\n第二行"


def test_html_alone_is_read_as_text() -> None:
    said = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>卡纸&nbsp;&lt;3&gt;</p>"
        "<script>alert(1)</script><div>行二<br>行三</div><ul><li>甲<li>乙</ul></body></html>"
    )
    assert text_of([part("text/html; charset=utf-8", said)]) == "卡纸 <3>\n\n行二\n行三\n\n甲\n乙"


def test_a_file_says_nothing_and_unseen_marks_go() -> None:
    assert text_of([part("text/plain", "日志", "日志.txt")]) == ""
    assert text_of([part("text/plain", "a\u202eb\x00c")]) == "abc"


def test_a_long_message_is_cut_and_a_broken_one_is_read() -> None:
    assert len(text_of([part("text/plain", "长" * 1_200_000)])) == 1_000_000
    assert plain("<p>开<b>口<p>未闭" * 3).count("口") == 3
    assert plain("<style>" * 5000 + "x") == ""


CODED = b'{"Headers": "a \\"Content\\": \\"no\\"", "Content" : "5rWL\\n6K+V\\nAAE=\\n", "id": 3}'


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 1000])
def test_a_file_is_read_out_of_json_in_any_chunks(size: int) -> None:
    chunks = [CODED[at : at + size] for at in range(0, len(CODED), size)]
    assert b"".join(content(chunks)) == "测试".encode() + b"\x00\x01"


def test_a_file_that_is_cut_short_is_not_taken_for_whole() -> None:
    for end in range(30, CODED.index(b'", "id"')):
        with pytest.raises(Broken):
            b"".join(content([CODED[:end]]))
    assert b"".join(content([b'{"Content": null, "id": 1}'])) == b""
