"""Everything that learns: corpora, synthesis, fitting, evaluation."""
