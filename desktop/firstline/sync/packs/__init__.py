"""Packs by stick: the same edits and the same answers on another way (sync.md 2.9)."""
