"""What the screen of super-users shows: the coverage map, each person, the first-line rates."""
