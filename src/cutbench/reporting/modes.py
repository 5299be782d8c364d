"""What stands where runs of a model have their mode: the rules alone, systems that were imported, self-test agents."""

PATTERN, IMPORTED, SELF_TEST = "pattern", "imported", "selftest"
