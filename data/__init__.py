"""Data that ships with the package: catalogue, lexicons, model, samples, registry of corpora."""
