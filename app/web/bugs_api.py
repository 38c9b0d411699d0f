"""The bugs that a run can be trained with, and that the gradient doctor knows.

Knows the address and the answer. Does not know what a bug does (`nn/mistaken`).
"""

from fastapi import APIRouter

from app.nn.bugs import BUGS
from app.web.doctor_answers import BugAnswer, BugList

router = APIRouter(prefix="/api/v1/bugs", tags=["mathematics"])


@router.get("")
def list_bugs() -> BugList:
    """The known mistakes in a backward pass.

    Each `name` can stand in the `bugs` of a specification: then the run makes that mistake, and its pictures say so.
    """
    return BugList(data=[BugAnswer(**vars(bug)) for bug in BUGS.values()])
