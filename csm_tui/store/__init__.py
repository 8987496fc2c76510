"""The book on disk: one SQLite file with its schema, journal, cache and backups."""
