"""The detail pane: one ticket alive, its timeline, clocks, clashes and composer."""
