"""The data files. Read through ``safeconduct.standards.load`` only."""
