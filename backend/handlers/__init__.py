"""One module for each Lambda function: load, one call, dump."""
