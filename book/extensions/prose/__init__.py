"""How the prose and its references are written."""
