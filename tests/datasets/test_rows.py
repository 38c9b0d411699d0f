import contextlib
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.datasets.rows import MAX_COLUMNS, MAX_LINE, MAX_ROWS, read_csv, read_rows
from app.datasets.table import TableError, TooLargeTableError

FLOWERS = b"length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor\n4.9,3.0,setosa\n"


def test_a_header_names_the_columns_and_the_last_column_is_the_class():
    found = read_csv(FLOWERS)
    assert (found.form.names, found.form.classes) == (("length", "width", "species"), ("setosa", "versicolor"))
    assert not found.form.numeric
    assert found.form.rows == 3
    assert found.values.tolist() == [[5.1, 3.5], [7.0, 3.2], [4.9, 3.0]]
    assert found.labels.tolist() == [0, 1, 0]


def test_without_a_header_columns_have_the_names_of_a_function():
    found = read_csv(b"0,0,no\n0,1,yes\n")
    assert found.form.names == ("x1", "x2", "y")
    assert found.form.rows == 2


@pytest.mark.parametrize(
    "data",
    [
        FLOWERS.replace(b",", b";"),
        FLOWERS.replace(b",", b"\t"),
        FLOWERS.replace(b"\n", b"\r\n"),
        FLOWERS.replace(b"\n", b"\r"),
        FLOWERS.strip(),
        b"\xef\xbb\xbf" + FLOWERS,
        b"\n" + FLOWERS.replace(b"\n", b"\n\n"),
        FLOWERS.replace(b"setosa", b'"setosa"').replace(b",", b" , "),
    ],
)
def test_the_same_table_may_be_written_in_many_ways(data):
    data = data.replace(b' "', b'"')
    found, usual = read_csv(data), read_csv(FLOWERS)
    assert found.form == usual.form
    np.testing.assert_array_equal(found.values, usual.values)


def test_whole_numbers_are_classes_in_their_order_and_can_be_learnt_as_numbers_too():
    found = read_csv(b"1,10\n2,9.0\n3,10\n")
    assert found.form.classes == ("9", "10")
    assert found.form.numeric
    assert found.labels.tolist() == [1, 0, 1]
    assert found.values.tolist() == [[1, 10], [2, 9], [3, 10]]


@pytest.mark.parametrize("last", [["0.5", "1", "2"], [str(n) for n in range(101)]])
def test_other_numbers_are_no_classes(last):
    found = read_csv("".join(f"{k},{value}\n" for k, value in enumerate(last)).encode())
    assert found.form.classes == ()
    assert found.form.numeric
    assert found.labels is None


def test_rows_in_json_are_read_as_csv_is():
    found = read_rows((("a", "b", "answer"), (0.0, 1.0, 1.0), (1.0, "1", 0.0)))
    assert found.form == read_csv(b"a,b,answer\n0,1,1\n1,1,0\n").form
    assert read_rows(((0.0, "red"), (1.0, 3.0))).form.classes == ("3", "red")


@pytest.mark.parametrize("last", [1.0, 0.99])
def test_a_single_row_in_json_holds_numbers_and_no_classes(last):
    form = read_rows(((0.05, last),)).form
    assert (form.rows, form.classes, form.numeric) == (1, (), True)


def test_a_single_row_in_json_has_nothing_to_tell_apart_and_no_rows_hold_nothing():
    with pytest.raises(TableError, match="'red' in every row"):
        read_rows(((0.05, "red"),))
    with pytest.raises(TableError, match="0 rows of data; at least 1"):
        read_rows((("a", "b"),))


WRONG = [
    (b"", "0 rows"),
    (b"\n\n \n", "0 rows"),
    (b"a,b,c\n", "0 rows"),
    (b"a,b,c\n1,2,3\n", "1 rows of data; at least 2"),
    (b"1\n2\n", "single column"),
    (b"1,2,a\n3,4\n", "Row 2 has 2 columns, but the first has 3"),
    (b"a,b,c\n\n1,2,x\n3,4,y,z\n", "Row 4 has 4 columns"),
    (b"a,b,c\n1,2,x\n1,two,y\n", r"Row 3, column 2 \(b\) is 'two', which is not a number"),
    (b"1,x4,a\n3,4,b\n", "Row 1, column 2 is 'x4'"),
    (b"a,b,c\n1,,x\n", r"Row 2, column 2 \(b\) is empty"),
    (b"1,2,a\n3,4,\n", r"Row 2, column 3 \(y\) is empty"),
    (b"1,2,a\n3,4,\n", "Fill it in"),
    (b"x;y\n1,5;a\n2,5;b\n", r"Row 2, column 1 \(x\) is '1,5'. Write numbers with a decimal point"),
    (b"1,nan,a\n3,4,b\n", "Row 1, column 2 is nan"),
    (b"1,2,a\n-inf,4,b\n", "Row 2, column 1 is -inf"),
    (b"1,2,a\n1e300,4,b\n", "Row 2, column 1 is 1e.300. Numbers lie between"),
    (b"1,0.5\n2,nan\n", r"Row 2, column 2 \(y\) is nan"),
    (b"1,2,a\n3,4,a\n", r"Column 3 \(y\) is 'a' in every row: there is nothing to learn"),
    (b"1,2,7\n3,4,7\n", "is '7' in every row"),
    (b"1,2,0.5\n3,4,0.5\n", "is '0.5' in every row"),
    (b"1,2," + b"a" * 61 + b"\n3,4,b\n", "61 characters; the name of a class has at most 60"),
    ("größe,art\n1,ä\n2,ö\n".encode("latin-1"), "Row 1 is not text in UTF-8"),
    (b"1,a\n2,\xe4\n", r"Row 2 is not text in UTF-8 \(byte 0xe4 at 6\)"),
    ("1,a\n2,b\n".encode("utf-16"), "UTF-8"),
    (b"1,2,a\n3,\0,b\n", "Row 2 is not text"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8"),
    (b'1,2,"a\n3,4,b\n', "quotation marks"),
    (b'1,2,a\n3,4,"b"x\n', "Row 2 is not CSV"),
]


@pytest.mark.parametrize(("data", "said"), WRONG)
def test_a_table_that_cannot_be_learnt_from_is_refused_by_its_place(data, said):
    with pytest.raises(TableError, match=said):
        read_csv(data)


TOO_LARGE = {
    "columns": (b"1," * MAX_COLUMNS + b"a\n", "1,001 columns; at most 1,000"),
    "ten million columns": (b"1," * 10_000_000, "Row 1 has 20,000,000 characters"),
    "a long row later": (b"1,2,a\n" + b"x" * (MAX_LINE + 1), "Row 2 has 262,145 characters"),
    "rows": (b"1,2,a\n" * (MAX_ROWS + 1), "Row 100,001 is one too many"),
    "classes": ("".join(f"{k},c{k}\n" for k in range(101)).encode(), "101 different texts; at most 100"),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_table_that_is_too_large_is_refused_quickly(name):
    data, said = TOO_LARGE[name]
    start = time.perf_counter()
    with pytest.raises(TooLargeTableError, match=said):
        read_csv(data)
    assert time.perf_counter() - start < 5


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_a_table_or_a_table_error(data):
    with contextlib.suppress(TableError):
        assert read_csv(data).form.rows >= 2


@given(st.lists(st.lists(st.floats() | st.text(max_size=3), max_size=4), max_size=6))
def test_rows_of_any_kind_are_a_table_or_a_table_error(rows):
    with contextlib.suppress(TableError):
        assert read_rows(tuple(map(tuple, rows))).form.rows >= 1
