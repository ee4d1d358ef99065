"""The race of writers and a reader: the order of places is the order of commits."""

from pathlib import Path

from race_test import Race, run


def test_a_reader_misses_nothing_on_sqlite(tmp_path: Path) -> None:
    told = run(Race(f"sqlite:///{tmp_path / 'race.db'}", 320, processes=1, delay_s=0.0005))
    assert (told["missed"], told["alarms"], told["records"] > 200) == (0, 0, True)


def test_a_reader_misses_nothing_on_postgres(postgres: str) -> None:
    told = run(Race(postgres, 480, processes=1))
    assert (told["missed"], told["alarms"], told["records"] > 300) == (0, 0, True)


def test_the_race_can_tell(postgres: str) -> None:
    """Places taken before the transaction, as a sequence gives them, are noticed."""
    told = run(Race(postgres, 480, processes=1, planted=True))
    assert told["missed"] + told["alarms"] > 0
