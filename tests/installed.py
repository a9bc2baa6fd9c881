"""The program as it is installed: its command run as a process of its own."""

import os
import subprocess
import sys

COMMAND = (sys.executable, "-c", "from everyunit.cli.main import main; main()")


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it as its own process."""
    return subprocess.run(
        [*COMMAND, *arguments], env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False
    )
