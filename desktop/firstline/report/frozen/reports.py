"""Every report there is, by its name in the snapshot; and what a snapshot's file makes."""

from collections.abc import Callable, Mapping
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.words import Language
from firstline.report.frozen.claim import CLAIM, claim_report
from firstline.report.frozen.go import GO, go_report
from firstline.report.frozen.health import HEALTH, health_report
from firstline.report.frozen.outcomes import OUTCOMES, outcome_report
from firstline.report.frozen.quarter import QUARTER, quarter_report
from firstline.report.frozen.scorecard import SCORECARD, scorecard
from firstline.report.frozen.shot import FORMAT, Shot, not_a_snapshot, shot_from, snapshot_json
from firstline.report.frozen.table import Made
from firstline.report.frozen.verification import VERIFICATION, verification

REPORTS: Mapping[str, Callable[[Shot], Made]] = {
    GO: go_report,
    SCORECARD: scorecard,
    VERIFICATION: verification,
    HEALTH: health_report,
    OUTCOMES: outcome_report,
    CLAIM: claim_report,
    QUARTER: quarter_report,
}


def made_of(shot: Shot) -> Made:
    """Return the report of a snapshot. Raises KeyError for one that there is not."""
    return REPORTS[shot.report](shot)


def read_report(path: Path, language: Language, *wanted: str) -> Made:
    """Return the report of the snapshot in a file, one of `wanted` if there are any.

    Raises BadInput for a file that is no such snapshot.
    """
    raw = snapshot_json(path)
    try:
        if raw["format"] != FORMAT or (wanted and raw["report"] not in wanted):
            raise not_a_snapshot(path)
        return made_of(shot_from(raw, language))
    except BadInput as problem:
        raise not_a_snapshot(path) from problem
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise not_a_snapshot(path) from error
