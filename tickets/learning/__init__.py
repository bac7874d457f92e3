"""Classes learnt from an operator's own tickets: training, comparison with the shipped lists, and use."""

from tickets.learning.learned import LearnedClassifier, LearnedModel, load_current, load_model, use

__all__ = ["LearnedClassifier", "LearnedModel", "load_current", "load_model", "use"]
