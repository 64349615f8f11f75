"""The benchmarks: each figure is a ratio taken in one run, with durable commits. `python -m bench` runs them all."""
