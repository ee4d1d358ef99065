"""Commands of interfaces and their data: registers, probes, and what files of others say."""
