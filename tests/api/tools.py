"""Programs that judge and translate the document: those of this folder's package.json, and those of its requirements.txt."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# Redocly would tell its makers of each run, and ask them for a newer version.
SILENT = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def node(name):
    """A program of package.json."""
    return HERE / "node_modules/.bin" / name


def python(module):
    """A program of requirements.txt, as the start of a command."""
    return [sys.executable, "-m", module]


def run(*command, cwd, **environment):
    """What the command says; fails with all of it when the command does."""
    done = subprocess.run(command, cwd=cwd, env=os.environ | SILENT | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout
