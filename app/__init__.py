"""Nudge: back-propagation, live. See README.md in this folder for the map."""
