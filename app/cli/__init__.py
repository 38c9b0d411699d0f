"""The command line: `nudge serve | train | jobs | export`.

Knows arguments. Does not know what is done with them: each command has a module of its own.
"""

import argparse
import sys
from collections.abc import Sequence

from app.cli import jobs, serve, train
from app.cli.client import ServerError
from app.settings import SettingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code: 0 done, 1 it could not be done, 2 it could not be understood."""
    parser = argparse.ArgumentParser("nudge", description="Back-propagation, live.")
    commands = parser.add_subparsers(dest="command", required=True)
    for module in (serve, train, jobs):
        module.add_to(commands)
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
    except SettingError as error:
        print(f"nudge: {error}", file=sys.stderr)
        return 2
    except ServerError as error:
        print(f"nudge: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code
