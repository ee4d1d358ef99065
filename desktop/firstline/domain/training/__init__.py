"""Who is to be able to do what: people, what their roles ask for, and how each of them stands."""
