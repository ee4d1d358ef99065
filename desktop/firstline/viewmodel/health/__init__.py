"""Health and risk on screen: boards of records with what follows from them, and acts on one."""
