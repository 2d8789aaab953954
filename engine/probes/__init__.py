"""Questions to a trained state; each leaves the run as it is."""
