"""The ticket on screen: head, timeline, clocks, clashes, composer and its books."""
