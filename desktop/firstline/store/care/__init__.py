"""The care of a profile: backups, snapshots, the doctor, mending and restoring."""
