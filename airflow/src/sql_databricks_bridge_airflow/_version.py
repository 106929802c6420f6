"""The version: the service's, as Python writes it (1.0.0-SNAPSHOT is 1.0.0.dev0)."""

__version__ = "1.0.0.dev0"
