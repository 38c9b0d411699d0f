"""The worked examples of the REST contract.

Knows the address and the answer. Does not know what is in them (`training/presets`).
"""

from fastapi import APIRouter

from app.training.presets import PRESETS
from app.web.answers import PresetAnswer, PresetList

router = APIRouter(prefix="/api/v1/presets", tags=["data"])


@router.get("")
def list_presets() -> PresetList:
    """Worked examples: specifications with given numbers.

    Each `spec` can be posted to `/jobs` as it is; with `"start": "paused"` it waits at its first sample, whose
    derivatives `/jobs/{id}/trace?sample=0` has.
    """
    return PresetList(data=[PresetAnswer(name=p.name, title=p.title, note=p.note, spec=p.spec) for p in PRESETS])
