import gzip
import os

import pytest
from starlette.testclient import TestClient

from app.web.static_files import StaticFolder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "outside.txt").write_text("secret")
    root = tmp_path / "static"
    (root / "js").mkdir(parents=True)
    (root / "js" / "a.js").write_text("export const a = 1;\n" * 50)
    (root / "dot.png").write_bytes(b"\x89PNG")
    return root


@pytest.fixture
def client(folder):
    return TestClient(StaticFolder(folder))


def test_a_script_comes_compressed_and_is_asked_for_once(client):
    first = client.get("/js/a.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert (first.headers["content-encoding"], first.headers["cache-control"]) == ("gzip", "no-cache")
    assert first.text.startswith("export const a")
    assert int(first.headers["content-length"]) < 200
    again = client.get("/js/a.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_does_not_want_it_compressed_gets_it_plain(client, folder):
    plain = client.get("/js/a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == (folder / "js" / "a.js").read_bytes()


def test_pictures_are_left_as_they_are(client):
    assert "content-encoding" not in client.get("/dot.png").headers


def test_a_file_that_changes_is_read_again(client, folder):
    client.get("/js/a.js")
    (folder / "js" / "a.js").write_text("changed")
    os.utime(folder / "js" / "a.js", ns=(1, 1))
    assert client.get("/js/a.js").text == "changed"


@pytest.mark.parametrize("path", ["/../outside.txt", "/%2e%2e/outside.txt", "/js", "/nothing.js", "//etc/passwd"])
def test_nothing_outside_the_folder_is_served(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"secret" not in answer.content
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(answer.content)


def test_files_are_only_read(client):
    assert client.post("/js/a.js").status_code == 405
