"""Everyunit: software for traders who must know every single serialized unit they trade."""

__version__ = "0.1.0"
