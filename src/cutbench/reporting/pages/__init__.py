"""Pages to look at: one per run, one per cut and an index, each a file of its own that needs nothing else."""
