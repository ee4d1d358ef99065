"""The registers of projects as commands."""
