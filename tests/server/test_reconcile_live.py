"""A live PostgreSQL is compared with an extract, without a write and without its password shown."""

import json
from pathlib import Path

import pytest

from firstline.app.main import main

sqlalchemy = pytest.importorskip("sqlalchemy")


def test_a_live_database_against_an_extract(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    url = sqlalchemy.make_url(postgres).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as base:
        base.execute(sqlalchemy.text("CREATE TABLE stock (sku text, qty numeric(18,4), day date)"))
        base.execute(sqlalchemy.text(
            "INSERT INTO stock SELECT lpad(n::text, 6, '0'), n + 0.25, date '2026-11-01' "
            "FROM generate_series(1, 2500) n"
        ))  # fmt: skip
    rows = "".join(f"{n},{n + 1 if n == 77 else n}.25,2026/11/1\n" for n in range(1, 2501))
    file = tmp_path / "stock.csv"
    file.write_text(f"sku,qty,day\n{rows}", "utf-8")
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("FIRSTLINE_SOURCE_PASSWORD", "S3cret-word")
    words = ["reconcile", f"{address}#public.stock", str(file), "--key", "sku", "--measure", "qty"]
    assert main([*words, "--json"]) == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert [one["key"] for one in told["differences"]] == [["000077"]]
    assert told["rows"]["matched"] == 2500
    assert len(told["inputs"]["source"]["sha256"]) == 64
    assert "S3cret" not in said.out + said.err
    with engine.connect() as base:
        assert base.execute(sqlalchemy.text("SELECT count(*) FROM stock")).scalar_one() == 2500
        assert not base.execute(sqlalchemy.text(
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"
        )).scalar_one()  # fmt: skip
    engine.dispose()
