"""The directory and the watch page on screen: contacts, duties, certificates, alerts."""
