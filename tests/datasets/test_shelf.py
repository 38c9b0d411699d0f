import pytest

from app.datasets import shelf
from app.datasets.shelf import DamagedTableError, UnknownTableError
from app.datasets.table import Shape, TableError

CSV = b"a,b,c\n1,2,x\n3,4,y\n5,6,x\n"


@pytest.fixture
def kept(tmp_path):
    return shelf.keep(tmp_path, CSV)


def test_an_id_tells_how_large_the_table_is(kept):
    assert kept.endswith("-3x3x2")
    assert shelf.is_id(kept)
    assert shelf.shape_of(kept) == Shape(3, 3, 2)


def test_the_same_bytes_are_the_same_table_and_other_bytes_another(tmp_path, kept):
    assert shelf.keep(tmp_path, CSV) == kept
    other = shelf.keep(tmp_path, CSV + b"\n")
    assert other != kept
    assert shelf.kept(tmp_path) == [kept, other]


def test_a_table_comes_back_as_it_was(tmp_path, kept):
    table = shelf.load(tmp_path, kept)
    assert table.form == shelf.form_of(tmp_path, kept)
    assert table.form.names == ("a", "b", "c")
    assert table.values.tolist() == [[1, 2], [3, 4], [5, 6]]


def test_what_is_no_table_leaves_no_file(tmp_path):
    with pytest.raises(TableError):
        shelf.keep(tmp_path, b"1,2\n")
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize("table", ["0123456789abcdef-3x3x2", "../../etc/passwd", "0123456789abcdef-3x3x2/../x", ""])
def test_a_table_that_is_not_there_says_so(tmp_path, kept, table):
    assert not shelf.is_kept(tmp_path, table)
    for ask in (shelf.load, shelf.form_of, shelf.drop):
        with pytest.raises(UnknownTableError, match="Upload"):
            ask(tmp_path, table)
    assert shelf.kept(tmp_path) == [kept]


@pytest.mark.parametrize("table", ["x-3x3x2", "0123456789abcdef-3x3", "0123456789abcdef-0x3x2", ""])
def test_what_is_no_id_has_no_shape(table):
    with pytest.raises(UnknownTableError, match="POST"):
        shelf.shape_of(table)


@pytest.mark.parametrize("ending", ["csv", "json"])
@pytest.mark.parametrize(
    "content", [b"", b"{}", CSV + b"7,8,x\n", b'{"rows": 9, "names": [], "classes": [], "numeric": true}']
)
def test_a_damaged_table_is_not_taken(tmp_path, kept, ending, content):
    (tmp_path / "tables" / f"{kept}.{ending}").write_bytes(content)
    shelf.form_of.cache_clear()
    with pytest.raises(DamagedTableError, match="Delete it and upload it again"):
        (shelf.load if ending == "csv" else shelf.form_of)(tmp_path, kept)
    shelf.drop(tmp_path, kept)
    assert shelf.keep(tmp_path, CSV) == kept
    assert shelf.load(tmp_path, kept).form.rows == 3


def test_a_table_that_was_half_written_is_not_there(tmp_path, kept):
    (tmp_path / "tables" / f"{kept}.json").unlink()
    assert shelf.kept(tmp_path) == []
    assert shelf.keep(tmp_path, CSV) == kept
    assert shelf.kept(tmp_path) == [kept]


def test_a_dropped_table_leaves_nothing(tmp_path, kept):
    shelf.drop(tmp_path, kept)
    assert list((tmp_path / "tables").iterdir()) == []
