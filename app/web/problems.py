"""Every problem the server answers with: its kind, status and title, stated once.

Knows what each kind says, for the answers and for the description of the API. Does not know when one arises
(`errors`, `gate` and the routes know that).
"""

from dataclasses import dataclass
from typing import Any

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of problem; `detail` is what it says, or an example of it where that differs from case to case."""

    status: int
    title: str
    detail: str


KINDS = {
    "token-needed": Kind(
        401,
        "A token is needed",
        "Open the address the server printed when it started, or send its token as a Bearer token.",
    ),
    "foreign-origin": Kind(
        403,
        "Foreign origin",
        "Requests from 'https://elsewhere.example' are not accepted: open the page from this server itself.",
    ),
    "unknown-address": Kind(404, "Not found", "There is nothing at this address."),
    "unknown-job": Kind(
        404, "No such job", "There is no job with this id on this server. It may have been deleted; list the jobs."
    ),
    "unknown-sweep": Kind(404, "No such sweep", "There is no sweep with this id on this server. List the sweeps."),
    "unknown-dataset": Kind(
        404,
        "No such data set",
        "Use one of pen, mnist, xor, circles, moons, spiral, blobs, or the id of a table that was uploaded.",
    ),
    "unknown-sample": Kind(404, "No such sample", "Choose one from 0 to 399."),
    "unknown-method": Kind(405, "Method not allowed", "This address does not answer that method."),
    "conflict": Kind(
        409,
        "The job's state does not allow this",
        "This job has succeeded. Fork it to go on from any of its steps.",
    ),
    "dataset-not-ready": Kind(
        409,
        "The data are not here",
        "The files of mnist are not here yet. Start a job on it to have them downloaded.",
    ),
    "dataset-in-use": Kind(
        409,
        "Jobs need this data set",
        "2 jobs need this table, as 60d6c17ea659. Delete them first.",
    ),
    "table-too-large": Kind(413, "The table is too large", "The table has 1,024 columns; at most 1,000 are possible."),
    "too-large": Kind(413, "The body is too large", "A body may have at most 8,388,608 bytes."),
    "not-json": Kind(
        415,
        "The body is not announced as JSON",
        "Send the body with the header 'content-type: application/json'.",
    ),
    "not-csv": Kind(
        415,
        "The body is not a table",
        "Send the CSV itself as the body, with the header 'content-type: text/csv' (curl: --data-binary @table.csv).",
    ),
    "unknown-host": Kind(
        421,
        "Unknown host",
        "This server does not answer to 'elsewhere.example'. Add the name to NUDGE_ALLOWED_HOSTS if it should.",
    ),
    "invalid": Kind(
        422,
        "The request cannot be read",
        "/batch_size: A batch has 1 to 100,000 samples.",
    ),
    "invalid-command": Kind(422, "The command cannot be done", "Step 120 has not been taken: choose one from 0 to 40."),
    "invalid-drawing": Kind(422, "Not a drawing", "Send either 'strokes' or a 'bitmap'."),
    "invalid-file": Kind(
        422,
        "The file cannot be taken",
        "W1 is an array of Python objects, a pickle, which is never opened here. Save each array by a name of its own: "
        "np.savez('tensors.npz', W1=W1, b1=b1).",
    ),
    "invalid-network": Kind(
        422,
        "These numbers do not fit together",
        "Each input has 3 numbers, but the network wants 2.",
    ),
    "invalid-table": Kind(
        422,
        "The table cannot be learnt from",
        "Row 7, column 2 (width) is 'wide', which is not a number. Only the last column may hold text.",
    ),
    "idempotency-key-reused": Kind(
        422,
        "The key belongs to another request",
        "This Idempotency-Key came with another body before. Use a new key for a new job.",
    ),
    "too-many-jobs": Kind(
        429, "Too many jobs", "1,000 jobs wait for their turn, and 1,000 may (NUDGE_MAX_QUEUED). Cancel some."
    ),
    "storage": Kind(
        503,
        "Nothing can be kept at the moment",
        "The data folder cannot be written (database or disk is full). Make room there; the server goes on by itself.",
    ),
    "storage-full": Kind(
        507,
        "The data folder is full",
        "The data folder holds 10,737,420,013 bytes; it may hold 10,737,418,240 (NUDGE_MAX_STORED_BYTES). Make room: "
        "delete jobs that have ended, and tables that no job needs.",
    ),
    "internal": Kind(500, "Something went wrong here", "The server made a mistake; its log has more."),
    # On the live socket alone.
    "unreadable-message": Kind(400, "The message cannot be understood", "Send JSON objects with a 'type'."),
    "invalid-message": Kind(422, "The message cannot be understood", "a command needs 'name'."),
    "too-many-commands": Kind(
        429, "Too many commands", "256 commands wait for their answers already. Wait for some of them."
    ),
}


def problem(kind: str, detail: str | None = None, **more: Any) -> dict[str, Any]:
    """The body of a problem; without a `detail` it says what its kind says."""
    about = KINDS[kind]
    says = about.detail if detail is None else detail
    return {"type": f"/problems/{kind}", "title": about.title, "status": about.status, "detail": says, **more}


def invalid(errors: list[dict[str, str]]) -> dict[str, Any]:
    """The problem of a request of which some parts are wrong: each has a JSON pointer, a code and a detail."""
    first = errors[0]
    return problem("invalid", f"{first['pointer'] or 'The body'}: {first['detail']}", errors=errors)
