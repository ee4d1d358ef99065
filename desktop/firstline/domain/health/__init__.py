"""Health and risk: what may stop a migration or an upgrade, and what was better afterwards."""
