"""Tests of what is built and what git holds."""
