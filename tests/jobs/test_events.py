import json

from app.jobs.events import event_text


def test_an_event_is_one_line_of_json_with_its_number_and_kind():
    text = event_text(3, "metric", step=7, cost=None)
    assert json.loads(text) == {"type": "event", "seq": 3, "kind": "metric", "step": 7, "cost": None}
    assert "\n" not in text
