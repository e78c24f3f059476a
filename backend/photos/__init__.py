"""Photo blobs: who may put one where, and when it counts as there."""
