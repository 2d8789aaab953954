"""Programs that measure; each runs by itself: `python -m benchmarks.engine` and so on."""
