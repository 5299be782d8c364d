import ast

import pytest

from cutbench.errors import CutbenchError
from cutbench.events import FileSource, load_format
from cutbench.events.format import merged


def test_every_entry_can_be_plain_text(format_path):
    plain = load_format(format_path).model_dump(exclude_defaults=True)
    assert ast.literal_eval(repr(plain)) == plain


def test_defaults_may_be_left_out(format_path, standin, source):
    short = FileSource(standin, load_format(format_path).model_dump(exclude_defaults=True))
    for name in ("pT", "E", "flavour", "z0sintheta"):
        assert short.values("muon", name) == pytest.approx(source.values("muon", name), nan_ok=True)
    assert (short.passes("muon", "id", "loose") == source.passes("muon", "id", "loose")).all()
    assert short.counts("vertex").tolist() == source.counts("vertex").tolist()


def test_overrides_replace_single_entries(format_path, standin, source):
    changed = {
        "collections": {
            "electron": {"id": {"points": {"loose": {"branch": "DFCommonElectronsLHTight"}}}, "ptvarcone30": None}
        }
    }
    other = FileSource(standin, load_format(format_path, changed).model_dump())
    assert (other.passes("electron", "id", "loose") == source.passes("electron", "id", "tight")).all()
    assert "medium" in other.points("electron", "id")
    assert "ptvarcone30" not in other.properties("electron")


def test_merging_leaves_what_it_merges_alone():
    content = {"a": {"b": 1, "c": [1]}}
    assert merged(content, {"a": {"c": [2], "d": 3}}) == {"a": {"b": 1, "c": [2], "d": 3}}
    assert content == {"a": {"b": 1, "c": [1]}}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"containers": {"jet": {"colour": "x"}}}, r"containers\.jet\.colour: Extra inputs"),
        ({"collections": {"jet": {"pT": {"unit": "keV"}}}}, r"collections\.jet\.pT\.unit: .*no unit 'keV'"),
        ({"collections": {"jet": {"pT": {"constant": 1}}}}, r"collections\.jet\.pT: .*branch and constant"),
        ({"collections": {"jet": {"new": {}}}}, r"collections\.jet\.new: .*needs one of"),
        ({"collections": {"jet": {"new": {"points": {"a": {"at_least": 1}}}}}}, r"collections\.jet\.new: "),
        ({"collections": {"jet": {"E": {"derived": "enrgy"}}}}, "no formula 'enrgy'"),
        ({"collections": {"cluster": {"pT": {"branch": "pt"}}}}, "cluster has no entry in containers"),
        ({"collections": {"jet": {"d0": {"track": "d0"}}}}, r"jet\.d0 needs an entry jet in tracks\.links"),
        ({"tracks": {"links": {"muon": [{"container": "Nowhere"}]}}}, "links lead to Nowhere"),
        ({"trees": None}, "trees: Field required"),
    ],
)
def test_what_does_not_fit_is_one_line(format_path, changed, said):
    with pytest.raises(CutbenchError, match=said) as error:
        load_format(format_path, changed)
    assert str(error.value).startswith(f"{format_path}: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "\x00"])
def test_another_file_is_one_line(tmp_path, text):
    path = tmp_path / "format.yaml"
    path.write_text(text)
    with pytest.raises(CutbenchError, match=r"format\.yaml:") as error:
        load_format(path)
    assert "\n" not in str(error.value)
    with pytest.raises(CutbenchError, match="cannot be read"):
        load_format(tmp_path / "none.yaml")
