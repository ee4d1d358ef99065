"""Commands of retention: rules, the dry run and its run, holds and destructions."""
