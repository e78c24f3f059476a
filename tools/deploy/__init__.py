"""Brings a packaged stage to AWS, or to what stands in for it."""
