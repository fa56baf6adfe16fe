"""Scripts that derive the lexicons of the package from their sources, run by hand."""
