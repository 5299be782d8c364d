import time

import pytest

from cutbench.sandbox.result import read_result

LIMIT = 8 << 20


def test_a_result():
    result = read_result(
        b'{"selected": [[1, 18446744073709551615]], "cutflow": [{"cut": "2.2", "n_events": 9}]}', LIMIT
    )
    assert result.selected == ((1, 2**64 - 1),)
    assert result.cutflow[0].n_events == 9


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no json", "Invalid JSON"),
        (b"\xff\xfe{}", "Invalid JSON"),
        (b"[" * 100_000, "recursion limit"),
        (b"[]", "should be an object"),
        (b"null", "should be an object"),
        (b"{}", "selected: Field required"),
        (b'{"selected": null}', "selected"),
        (b'{"selected": [[1]]}', "Field required"),
        (b'{"selected": [[1, 2, 3]]}', "at most 2 items"),
        (b'{"selected": [[1, NaN]]}', "integer"),
        (b'{"selected": [[1, 2.5]]}', "integer"),
        (b'{"selected": [[1, "2"]]}', "integer"),
        (b'{"selected": [[1, true]]}', "integer"),
        (b'{"selected": [[-1, 2]]}', "greater than or equal to 0"),
        (b'{"selected": [[1, 18446744073709551616]]}', "less than"),
        (b'{"selected": [[1, 1' + b"0" * 5000 + b"]]}", "its result is not in the agreed form"),
        (b'{"selected": [[1, 2], [3, 4], [1, 2]]}', r"lists the event \(1, 2\) 2 times"),
        (b'{"selected": [], "score": 27}', "score: Extra inputs"),
        (b'{"selected": [], "cutflow": [{"cut": "a", "n_events": -1}]}', "greater than or equal to 0"),
        (b'{"selected": [], "cutflow": [{"cut": "a", "n_events": 1}, {"cut": "a", "n_events": 1}]}', "cut a 2 times"),
        (b'{"selected": [], "\\u001b[31m\\u202e": 1}', r"form: : Extra inputs"),
    ],
)
def test_what_is_not_of_the_agreed_form_is_said(content, reason):
    with pytest.raises(ValueError, match=reason):
        read_result(content, LIMIT)


def test_too_large_is_said():
    with pytest.raises(ValueError, match="larger than 9 bytes"):
        read_result(b'{"selected": []}', 9)


@pytest.mark.parametrize("item", [b"0", b"[]", b"[1, 2]"])
def test_a_million_faults_cost_as_much_as_one(item):
    start = time.monotonic()
    with pytest.raises(ValueError, match="its result"):
        read_result(b'{"selected": [' + b",".join([item] * (1 << 20)) + b"]}", LIMIT)
    assert time.monotonic() - start < 30


def test_a_million_unknown_keys():
    content = b'{"selected": [], ' + b",".join(b'"%d": 0' % number for number in range(400_000)) + b"}"
    with pytest.raises(ValueError, match="Extra inputs"):
        read_result(content, LIMIT)
