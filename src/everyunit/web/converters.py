"""Codes and numbers as parts of an address: any text survives, also with slashes, spaces and dots."""

from __future__ import annotations

from django.urls import register_converter


class CodeConverter:
    """A browser swallows the steps “.” and “..” of an address, so these travel behind a tilde."""

    regex = r"[^\n]+"

    def to_python(self, value: str) -> str:
        return "/".join(step[1:] if step.startswith("~") else step for step in value.split("/"))

    def to_url(self, value: str) -> str:
        return "/".join(
            f"~{step}" if step in (".", "..") or step.startswith("~") else step for step in value.split("/")
        )


register_converter(CodeConverter, "code")
