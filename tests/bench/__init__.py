"""`make bench`: what the program promises about speed, each figure beside its yardstick."""
