"""What tells of a system's health: extracts, scanners, slow statements, probes, versions."""
