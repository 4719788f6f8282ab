"""The command ``spunlib``; docs/command-line.md describes it, and spunlib/commands/ has a module for each.

Results alone go to standard output (or to ``--output``), messages and progress to standard error. The exit
status is 0 if all is done, 1 if something could not be read or scored, 2 on wrong usage, 130 if interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Final

from spunlib.commands import compare, index, score, summarise, train
from spunlib.commands.options import say
from spunlib.detector import load
from spunlib.errors import SpunlibError, UsageError
from spunlib.version import __version__

KERNEL: Final = "reference (numpy)"
"""The implementation of the hot path that is in use; so far there is one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Raises:
        SystemExit: after ``--help`` and ``--version`` (0), and on options that do not exist (2).
    """
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except UsageError as error:
        say(f"error: {error}")
        return 2
    except BrokenPipeError:
        # Who read the results has had enough; the interpreter must not flush into the closed pipe at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (SpunlibError, OSError) as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130


class _Version(argparse.Action):
    """Loads the model only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        model = load(tier="fast").model.name
        sys.stdout.write(f"spunlib {__version__}, model {model}, kernel {KERNEL}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spunlib",
        description="Detect machine-spun text, explain which words were replaced, find the original.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show version, model and kernel")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    score.add_command(commands)
    summarise.add_command(commands)
    compare.add_command(commands)
    index.add_command(commands)
    train.add_commands(commands)
    return parser
