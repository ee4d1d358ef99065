"""The queue: the list of tickets, its search line, cells, quick capture and acts on many."""
