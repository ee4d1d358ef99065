"""What the window can be told to do: commands, palette, finder, completion."""
