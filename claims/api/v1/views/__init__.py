"""HTTP in, one call, HTTP out; one resource a module."""
