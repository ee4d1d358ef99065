"""A major incident in the detail pane: its panel and the form of one entry."""
