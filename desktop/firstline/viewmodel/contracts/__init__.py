"""Contracts on screen: the timeline, the registers, what to renew, decide and ask for."""
