"""Which scripts the lab needs before it shows anything: all that its entries import statically, however deep.

Knows the import statements of ES modules. Does not know what the modules do. What a script imports with `import()`
is fetched when it is wanted, and so is not listed.
"""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

STATIC_IMPORT = re.compile(r"^(?:import|export)\b(?:[^;'(]*?\bfrom)?\s*'(\.[^']*)'", re.MULTILINE)
FIRST, MAIN = "js/first.js", "js/main.js"


@dataclass(frozen=True)
class Scripts:
    """Addresses to preload. `first` are what asks for the first run, `rest` all others; both without their entry."""

    first: tuple[str, ...]
    rest: tuple[str, ...]


def lab_scripts(static: Path) -> Scripts:
    """The lab's scripts in the folder `static`; those whose address is known first come first."""
    first, main = _reached(static, FIRST), _reached(static, MAIN)
    rest = [name for name in main if name not in {FIRST, *first}]
    return Scripts(*(tuple(f"/static/{name}" for name in names) for names in (first, rest)))


def _reached(static: Path, entry: str) -> list[str]:
    """What `entry` imports, what those import, and so on, by depth; not the entry itself."""
    found = [entry]
    for name in found:  # it grows meanwhile
        for source in STATIC_IMPORT.findall((static / name).read_text()):
            path = _joined(PurePosixPath(name).parent, source)
            if path not in found:
                found.append(path)
    return found[1:]


def _joined(folder: PurePosixPath, source: str) -> str:
    parts = list(folder.parts)
    for part in PurePosixPath(source).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
