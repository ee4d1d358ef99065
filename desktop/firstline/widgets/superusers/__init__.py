"""Super-users on screen: who is there where and in which shift, and what each may do."""
