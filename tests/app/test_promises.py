"""A supplement recorded while the window is open gives later tickets its targets at once (S60)."""

import subprocess
import sys
from pathlib import Path

from firstline.app.packs import load_desk
from firstline.domain.contracts import contract, supplement
from firstline.domain.desk_in_use import DeskInUse
from firstline.domain.edits.edits import Stamp
from firstline.domain.health import sheet as sheets
from firstline.domain.ids import new_id
from firstline.store.shown import record
from firstline.store.store import Store
from firstline.system.settings import Settings
from window_makers import NOW

ZONE = NOW.tzinfo
OPENS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from firstline.app.profile import open_profile
with open_profile(Path(sys.argv[1]), "zh_CN", datetime.now(UTC)) as profile:
    late = {"msgspec", "hashlib", "dataclasses", "inspect", "decimal"} & {*sys.modules}
    print(len(profile.desk.terms), *sorted(late))
"""


def test_a_store_opens_with_what_its_contracts_promise(tmp_path: Path) -> None:
    desk, _ = load_desk(tmp_path, Settings())
    in_use = DeskInUse(desk)
    plain = in_use.fingerprint
    with Store.open(tmp_path, in_use, now=NOW) as store:
        deal = {"number": "HT-7", "party": "用友", "start": "2026-01-01", "end": "2026-12-31"}
        clause = {"clause": "3.2", "contract": "HT-7", "text": "x", "valid_from": "2026-03-01",
                  "targets": "P1 响应 30分"}  # fmt: skip
        for sheet, values in ((contract.SHEET, deal), (supplement.SHEET, clause)):
            assert ZONE is not None
            edit = sheets.new_record(sheet, values, Stamp(new_id(NOW), NOW, "李娜"), ZONE)
            store.perform(edit, now=NOW)
        assert in_use.heed(store.records)
        assert not in_use.heed(store.records), "nothing more changed"
        assert in_use.fingerprint != plain
        mark = in_use.fingerprint
    again = DeskInUse(desk)
    with Store.open(tmp_path, again, now=NOW):
        assert again.fingerprint == mark
        assert len(again.desk.terms) == 1


def test_a_start_with_contracts_loads_nothing_that_is_for_many_records(tmp_path: Path) -> None:
    desk, _ = load_desk(tmp_path, Settings())
    with Store.open(tmp_path, DeskInUse(desk), now=NOW) as store:
        clause = {"clause": "3.2", "contract": "HT-7", "text": "x", "valid_from": "2026-03-01",
                  "targets": "P1 响应 30分"}  # fmt: skip
        assert ZONE is not None
        stamp = Stamp(new_id(NOW), NOW, "李娜")
        store.perform(sheets.new_record(supplement.SHEET, clause, stamp, ZONE), now=NOW)
        with store.connection.read() as raw:
            few = record.few_records(raw, supplement.KIND)
        assert few == store.records(supplement.KIND)
        assert len(few) == 1
    done = subprocess.run(
        [sys.executable, "-c", OPENS, str(tmp_path)], capture_output=True, text=True, check=True,
        timeout=120,
    )  # fmt: skip
    terms, *late = done.stdout.split()
    assert terms == "1"
    assert late == []
