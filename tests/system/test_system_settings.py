"""Settings are read strictly, kept whole and never overwritten blindly."""

from pathlib import Path

import pytest

from firstline.system.settings import FILE_NAME, Settings, SettingsError, load, save


def test_an_empty_profile_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    chosen = Settings(language="en", theme="dark", user="李娜", site="总部", packs=("a", "b"))
    save(tmp_path, chosen)
    assert load(tmp_path) == chosen


def test_unknown_keys_comments_and_order_stay(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text('# ours\nfuture = { a = 1 }\ntheme = "dark" # night\n[later]\nx = 2\n', "utf-8")
    save(tmp_path, load(tmp_path).having(theme="light", user="李娜"))
    text = path.read_text("utf-8")
    assert "# ours\nfuture = { a = 1 }\n" in text
    assert 'theme = "light" # night' in text
    assert "[later]\nx = 2" in text
    assert load(tmp_path) == Settings(theme="light", user="李娜")


def test_a_value_set_back_to_its_default_is_written(tmp_path: Path) -> None:
    save(tmp_path, Settings(theme="dark"))
    save(tmp_path, Settings(theme="system"))
    assert load(tmp_path).theme == "system"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("theme = ", 1),
        ('user = "a"\ntheme = "pink"\n', 2),
        ("user = 5", 1),
        ('zone = "Mars/Base"', 1),
        ("text_percent = 500", 1),
        ("compact = 1", 1),
        ('packs = "seed-2023"', 1),
        ("packs = [1]", 1),
        ('user = "a"\nuser = "b"\n', 2),
    ],
)
def test_a_bad_file_names_its_line_and_is_left_alone(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert caught.value.line == line
    with pytest.raises(SettingsError):
        save(tmp_path, Settings(user="x"))
    assert path.read_text("utf-8") == text
    assert [one.name for one in tmp_path.iterdir()] == [FILE_NAME]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes('user = "李娜"'.encode("gb18030"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load(tmp_path)


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(SettingsError):
        load(tmp_path)
