"""Word lists by which the reader knows names and job titles, drawn from an open collection and committed as text."""
