import asyncio

import pytest

from app.jobs.answers import Answers


def in_a_loop(story):
    async def life():
        await story(Answers())

    asyncio.run(life())


def test_every_question_gets_its_own_answer():
    async def story(answers):
        (one, first), (other, second) = answers.expect("a"), answers.expect("a")
        answers.give(other, {"n": 2})
        answers.give(one, {"n": 1})
        assert (await first, await second) == ({"n": 1}, {"n": 2})

    in_a_loop(story)


def test_a_late_or_unknown_answer_is_dropped():
    async def story(answers):
        number, answer = answers.expect("a")
        answers.give(number, {"n": 1})
        answers.give(number, {"n": 2})
        answers.refuse(number, ValueError())
        answers.give(999, {})
        assert await answer == {"n": 1}

    in_a_loop(story)


def test_all_questions_to_one_job_can_be_refused():
    async def story(answers):
        _, lost = answers.expect("a")
        number, kept = answers.expect("b")
        answers.refuse_all("a", ValueError("gone"))
        with pytest.raises(ValueError, match="gone"):
            await lost
        answers.give(number, {})
        assert await kept == {}

    in_a_loop(story)


def test_at_the_end_nobody_waits_any_more():
    async def story(answers):
        _, answer = answers.expect("a")
        answers.close()
        with pytest.raises(asyncio.CancelledError):
            await answer

    in_a_loop(story)
