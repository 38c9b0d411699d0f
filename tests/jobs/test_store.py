"""What the store remembers of requests that came with an idempotency key."""

import asyncio

from tests.jobs.houses import living
from tests.training.runs import spec


def test_a_request_is_found_before_it_is_written_and_takes_no_memory_afterwards(tmp_path):
    async def story(house):
        store = house.service.store
        jobs = [house.service.create(spec(), request=(f"key{k}", "digest"), start="paused").id for k in range(50)]
        assert [store.request(f"key{k}") for k in range(50)] == [("digest", job) for job in jobs]
        assert len(store._requests) == 50
        await store.saved()
        assert store._requests == {}
        assert [store.request(f"key{k}") for k in range(50)] == [("digest", job) for job in jobs]

    living(tmp_path)(story)


def test_a_key_that_is_used_again_belongs_to_the_newer_job(tmp_path):
    async def story(house):
        store, service = house.service.store, house.service
        first = service.create(spec(), request=("key", "one"), start="paused").id
        service.cancel(first)
        service.delete(first)
        assert store.request("key") is None
        second = service.create(spec(), request=("key", "other"), start="paused").id
        while store.request("key") in store._requests.values():
            assert store.request("key") == ("other", second)
            await asyncio.sleep(0.001)
        assert store.request("key") == ("other", second)

    living(tmp_path)(story)
