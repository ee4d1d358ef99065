"""Knowledge and documents: found, listed and taken in."""
