"""The commands of sync: portals, rounds, outbox, clashes, sticks."""
