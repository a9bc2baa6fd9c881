"""Codes and numbers as parts of an address: any text survives, also with slashes, spaces and dots."""

from __future__ import annotations

from django.urls.converters import IntConverter


class CodeConverter:
    """A browser swallows the steps “.” and “..” of an address, so these travel behind a tilde."""

    regex = r"[^\n]+"

    def to_python(self, value: str) -> str:
        return "/".join(step[1:] if step.startswith("~") else step for step in value.split("/"))

    def to_url(self, value: str) -> str:
        return "/".join(
            f"~{step}" if step in (".", "..") or step.startswith("~") else step for step in value.split("/")
        )


class RoleConverter:
    """A vendor or a customer."""

    regex = "vendor|customer"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class IdConverter(IntConverter):
    """An id that the database can have; a longer number is no address of ours."""

    regex = "[0-9]{1,18}"
