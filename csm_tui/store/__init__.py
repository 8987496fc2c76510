"""The book on disk: one SQLite file, its schema, its journal, its cache of standings, its backups."""
