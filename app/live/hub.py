"""Who watches what: hands every frame and event of a job to its viewers.

Knows mailboxes by job. Does not know sockets, or what a frame or an event says. A frame is made once;
all viewers get the same bytes.
"""

from collections.abc import Callable

from app.live.mailbox import Mailbox


class Hub:
    """The mailboxes of all viewers; `count_changed(job, viewers)` hears when viewers come and go."""

    def __init__(self, count_changed: Callable[[str, int], None]) -> None:
        self._count_changed = count_changed
        self._boxes: dict[str, list[Mailbox]] = {}
        self._listeners: dict[str, list[Mailbox]] = {}

    def join(self, job: str, box: Mailbox) -> None:
        """A viewer has come."""
        self._boxes.setdefault(job, []).append(box)
        self._count_changed(job, len(self._boxes[job]))

    def leave(self, job: str, box: Mailbox) -> None:
        """A viewer has gone."""
        boxes = self._boxes.get(job, [])
        if box in boxes:
            boxes.remove(box)
            if not boxes:
                del self._boxes[job]
            self._count_changed(job, len(boxes))

    def listen(self, job: str, box: Mailbox) -> None:
        """Somebody follows a job's events who does not watch: no frames are made for them."""
        self._listeners.setdefault(job, []).append(box)

    def unlisten(self, job: str, box: Mailbox) -> None:
        """A listener has gone."""
        boxes = self._listeners.get(job, [])
        if box in boxes:
            boxes.remove(box)
        if not boxes:
            self._listeners.pop(job, None)

    def viewers(self, job: str) -> int:
        """How many watch a job."""
        return len(self._boxes.get(job, []))

    def frame(self, job: str, number: int, frame: bytes) -> None:
        """Hand a frame to a job's viewers."""
        for box in self._boxes.get(job, []):
            box.put_frame(number, frame)

    def text(self, job: str, text: str) -> None:
        """Hand an event to a job's viewers and listeners."""
        for box in [*self._boxes.get(job, []), *self._listeners.get(job, [])]:
            box.put_text(text)
