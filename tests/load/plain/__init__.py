"""A form as Wagtail brings it, for comparison. Installed by the test that times it, and by nothing else."""
