"""`python -m tests.benchmarks [NAME ...]`: run the benchmarks and print the README's table."""

import importlib
import sys

NAMES = ("training", "pen", "latency", "frames", "reading", "page", "jobs", "doctor")


def main(names: list[str]) -> None:
    print("| measured | found | goal |\n|---|---|---|")
    for name in names or NAMES:
        for row in importlib.import_module(f"tests.benchmarks.{name}").rows():
            print(row, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
