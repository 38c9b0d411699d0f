"""What learners ask: every question has a short answer, and something to look at, at its own address."""

import re
from html import unescape

import pytest

from app.web.questions import QUESTIONS

NAMES = list(QUESTIONS)


def text_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_all_twenty_four_are_there_in_order():
    assert [f"q{n}" for n in range(1, 25)] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_short_and_ends_with_something_to_touch(name):
    asked = QUESTIONS[name]
    sentences = re.findall(r"[.!?…](?:\s|$)", asked.answer.replace("… +", "").replace("+ ….", "."))
    assert 1 <= len(sentences) <= 5
    assert asked.task.endswith(".")
    assert asked.looks


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_an_address_of_its_own_with_its_answer_and_the_lab_in_it(client, name):
    asked, answer = QUESTIONS[name], client.get(f"/questions/{name}")
    assert answer.status_code == 200
    words = text_of(answer.text)
    for part in (asked.question, asked.answer, asked.task, *(look.label for look in asked.looks)):
        assert " ".join(part.split()) in words
    frame = re.search(r'<iframe[^>]* src="([^"]+)"', answer.text)
    assert unescape(frame.group(1)) == asked.looks[0].address
    assert ('id="experiment"' in answer.text) == (asked.experiment is not None)


def test_the_list_has_every_question_and_leads_to_each(client):
    page = client.get("/questions").text
    for name, asked in QUESTIONS.items():
        assert f'href="/questions/{name}"' in page
        assert asked.question in unescape(page)


def test_neighbours_lead_from_the_first_question_to_the_last(client):
    seen, name = [], NAMES[0]
    while name:
        seen.append(name)
        found = re.search(r'rel="next" href="/questions/(\w+)"', client.get(f"/questions/{name}").text)
        name = found and found.group(1)
    assert seen == NAMES


def test_a_question_that_nobody_asked_is_not_found(client):
    answer = client.get("/questions/q25", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
