"""One factory a model, a trait for each state."""

from factory.builder import DeclarationSet

# For each trait that is not asked for factory_boy raises and catches an error, and writes every declaration into it.
DeclarationSet.__repr__ = object.__repr__
