"""Every register by the kind of its records: for what looks through all of them, as a search."""

from collections.abc import Mapping

from firstline.domain.contracts import (
    application,
    budget,
    lifecycle,
    package,
    price,
    supplement,
)
from firstline.domain.contracts import contract as deal
from firstline.domain.health import (
    audit_log,
    burn_down,
    compat,
    cost_rate,
    environment,
    finding,
    installed,
    measurement,
    outage,
    quality_run,
    risk,
    scope,
    upgrade_path,
)
from firstline.domain.health.columns import Sheet
from firstline.domain.interfaces import contract as interface
from firstline.domain.interfaces import extract_copy, mapping, migration_score, network, slow_sql
from firstline.domain.outcome import sheet as outcome
from firstline.domain.privacy import processing, request
from firstline.domain.project import (
    backup_plan,
    benefit,
    change_request,
    coverage,
    cycle,
    deliverable,
    diagnosis,
    phase,
    requirement,
    review,
    rollback_plan,
    saving,
    tool_run,
    vendor_person,
)
from firstline.domain.retention import hold
from firstline.domain.retention import rule as retention_rule
from firstline.domain.review import claim, evidence, policy
from firstline.domain.services import catalogue, form
from firstline.domain.training import shares
from firstline.domain.uat import case

_CONTRACTS = (
    deal.SHEET, package.SHEET, supplement.SHEET, price.SHEET, lifecycle.SHEET, budget.SHEET,
    application.SHEET, catalogue.SHEET, form.SHEET, claim.SHEET,
    evidence.SHEET, policy.SHEET,
)  # fmt: skip
_ALL = (
    processing.SHEET, request.SHEET, retention_rule.SHEET, hold.SHEET,
    shares.SHEET, saving.SHEET, cycle.SHEET, outcome.SHEET,
    *_CONTRACTS,
    installed.SHEET, risk.SHEET, scope.SHEET, compat.SHEET, environment.SHEET, upgrade_path.SHEET,
    upgrade_path.GOAL, quality_run.SHEET, measurement.SHEET, burn_down.SHEET, outage.SHEET,
    cost_rate.SHEET,
    audit_log.SHEET,
    finding.SHEET, phase.SHEET, requirement.SHEET, review.SHEET, change_request.SHEET,
    diagnosis.SHEET, diagnosis.POINT, deliverable.SHEET, vendor_person.SHEET,
    vendor_person.HANDOVER, benefit.SHEET, coverage.SHEET, tool_run.SHEET, case.SHEET,
    backup_plan.SHEET, rollback_plan.SHEET,
    interface.SHEET, mapping.SHEET, slow_sql.SHEET, network.SHEET, extract_copy.SHEET,
    migration_score.SHEET,
)  # fmt: skip
REGISTERS: Mapping[str, Sheet] = {one.kind: one for one in _ALL}
"""A new register is an entry here, too: else nobody finds its records by their words."""
CONTRACTS = frozenset(one.kind for one in _CONTRACTS)
