"""Presence: what a code stands for, printed codes, posters, and the page for scans outside WeChat."""
