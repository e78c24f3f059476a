"""A head for Devanagari over the recogniser's features: what it learns from, its training, its weights (head.npz)."""
