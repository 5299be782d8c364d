import pytest

from cutbench.papers import find_quote


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Muons need p_{T} > 17 GeV", "exact"),
        ("muons need pT > 17 GeV", "exact"),
        ("Measurements of incomprehensible character-\nistics", "exact"),
        ("Measurement of incomprehensible characteristic is considered", "fuzzy"),
        ("Muons need p_{T} > 71 GeV and are green all over", "none"),
        ("", "none"),
        (" ,", "none"),
    ],
)
def test_a_quote_is_found_where_it_stands(document, text, match):
    quote = find_quote(document, text)
    assert quote.match == match
    if match != "none":
        assert document.pages[quote.page - 1].text[quote.start : quote.end] == quote.text
