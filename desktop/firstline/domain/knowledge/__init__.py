"""Knowledge: articles, safety classes, phrases, likeness and problem records."""
