"""Runs the tools that check the API document and generate clients: those of this folder's package.json and requirements.txt."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# Otherwise Redocly sends telemetry and looks for a newer version at each run.
SILENT = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def node(name):
    """The path of a program of package.json."""
    return HERE / "node_modules/.bin" / name


def python(module):
    """The start of a command that runs a module of requirements.txt."""
    return [sys.executable, "-m", module]


def run(*command, cwd, **environment):
    """Runs a command and returns its output; fails with the output and the errors if the command fails."""
    finished = subprocess.run(command, cwd=cwd, env=os.environ | SILENT | environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"{' '.join(map(str, command))}\n{finished.stdout}{finished.stderr}"
    return finished.stdout
