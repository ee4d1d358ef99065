"""The window itself: rail, pages, palette, shortcuts, strip, and how it folds."""
