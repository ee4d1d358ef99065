"""The library of basic documents: manuals, release notes and patches, with hash and versions."""
