"""The page of projects and what stands on it beside its registers."""
