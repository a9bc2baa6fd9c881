"""Who acts when a command is run, and where: the user named by --user, else the owner; the workstation, if any.

EVERYUNIT_WORKSTATION   the workstation where --workstation names none
"""

from __future__ import annotations

import argparse
import os

from everyunit.base.operation import Actor
from everyunit.people.tokens import actor_named, owner
from everyunit.places.workstations import working_at
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import RIGHTS


def add_user(parser: argparse._ActionsContainer, *, workstation: bool = True) -> None:
    """`workstation`: whether it may be said where; not where the command is itself about a workstation."""
    parser.add_argument("--user", metavar="NAME", help="who does this; default: the owner")
    if workstation:
        words = "at which workstation; default: EVERYUNIT_WORKSTATION, else at none"
        parser.add_argument("--workstation", metavar="CODE", help=words)


def actor_asked_for(options: argparse.Namespace) -> Actor:
    """Refused: `unknown_user`, `no_owner`, `unknown_workstation`."""
    actor = actor_named(options.user) if options.user else owner()
    return working_at(actor, getattr(options, "workstation", None) or os.environ.get("EVERYUNIT_WORKSTATION", ""))


def needs(actor: Actor, right: str) -> None:
    """Refuse (`not_allowed`) unless the actor has the right."""
    if not actor.may(right):
        raise Refused("not_allowed", f"{actor.name} may not {RIGHTS[right]}. Ask the owner of the company.")
