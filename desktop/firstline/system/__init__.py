"""The machine under us: folders, credentials, settings, resources and the log, one module each."""
