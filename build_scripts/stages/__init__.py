"""The screens that pictures are taken of, area by area: what must be on them, how to get there."""
