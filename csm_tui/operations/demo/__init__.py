"""The invented book of `csm demo`: a year of some sixty accounts, told relative to a day."""
