"""The simulated world of sync: people, computers, servers, sticks, and what must hold."""
