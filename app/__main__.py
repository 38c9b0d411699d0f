"""`nudge`, and `python -m app`, which is the same.

The processes that train import this module again when they start: so it loads the command line only when it is run.
"""


def main() -> int:
    """Run the command line; its exit code."""
    from app.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    raise SystemExit(main())
