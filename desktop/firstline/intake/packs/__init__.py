"""Packs read from folders: the shipped ones first, a profile's own over them."""
