"""The reconcile page: kept comparisons, and the form for a new one."""
