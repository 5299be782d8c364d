"""Sentences are quotes with their places; what a formula or a named bound holds together stays together."""

from dataclasses import replace

from cutbench.extraction.quoting import cuts_of_quote
from cutbench.extraction.regions import regions_of
from cutbench.extraction.sentences import sentences_of
from cutbench.reading.rules import Read
from cutbench.schema.documents import Block, Document, Page


def _blocks(*texts):
    start = 0
    for text in texts:
        yield Block(kind="paragraph", text=text, page=1, start=start, end=start + len(text))
        start += len(text) + 2


def test_a_sentence_goes_on_after_a_displayed_formula():
    quotes = list(
        sentences_of("p", _blocks("The mass has to fulfil", "40 < m < 90 GeV", "in all channels. Jets are not used."))
    )
    assert [quote.text for quote in quotes] == [
        "The mass has to fulfil",
        "40 < m < 90 GeV\n\nin all channels.",
        "Jets are not used.",
    ]


def test_a_named_bound_is_quoted_with_what_it_is():
    text = "A pair needs m_{low} < m < 90 GeV. Here m_{low} is 20 GeV below 200 GeV. Photons are not used."
    first, second = sentences_of("p", _blocks(text))
    assert first.text == "A pair needs m_{low} < m < 90 GeV. Here m_{low} is 20 GeV below 200 GeV."
    assert text[first.start : first.end] == first.text
    assert second.text == "Photons are not used."


def test_a_list_whose_items_end_with_commas_is_one_sentence():
    texts = ("Muons must have", "• pT > 5 GeV,", "• and |η| < 2.", "Jets are not used.")
    quotes = list(sentences_of("p", _blocks(*texts)))
    assert [quote.text for quote in quotes] == ["\n\n".join(texts[:3]), texts[3]]


def test_an_item_is_about_what_its_list_is_about(texts):
    lines = ("Muons must fulfil:", "• no jet within 0.4;", "• pT > 8 GeV;")
    page = Page(number=1, text="\n\n".join(lines), width_pt=600, height_pt=800)
    *_, item = sentences_of("p", _blocks(*lines))
    document = Document(paper="p", title="", sha256="", backend="", pages=(page,), blocks=(), references=())
    (cut,) = cuts_of_quote(document, item, texts, regions_of(document))
    assert cut.object == "Muon"


def test_a_quote_that_rules_do_not_read_is_put_to_a_model_once(texts):
    (quote,) = sentences_of("p", _blocks(text := "Frobnicated muons have quorps > 5."))
    page = Page(number=1, text=text, width_pt=600, height_pt=800)
    document = Document(paper="p", title="", sha256="", backend="", pages=(page,), blocks=(), references=())
    asked = []

    class Noting:
        def read(self, text, kind="event"):
            asked.append(text)
            return Read(problem="nobody knows quorps")

    (cut,) = cuts_of_quote(document, quote, replace(texts, model=Noting()), regions_of(document))
    assert (cut.statements, len(asked)) == ((), 1)


def test_items_with_names_of_their_own_are_apart():
    lines = ("There are:", "• R1 (CR): HT < 500 GeV,", "• R2: HT > 500 GeV.")
    assert len(list(sentences_of("p", _blocks(*lines)))) == 3
    assert len(list(sentences_of("p", _blocks("There are:", "• HT < 500 GeV,", "• MET > 500 GeV.")))) == 2


def _on_pages(*pages):
    """Return blocks of pages; what begins with 'Table' is a caption."""
    for number, texts in enumerate(pages, start=1):
        start = 0
        for text in texts:
            kind = "caption" if text.startswith("Table") else "paragraph"
            yield Block(kind=kind, text=text, page=number, start=start, end=start + len(text))
            start += len(text) + 2


def _quotes(*pages):
    return list(sentences_of("p", _on_pages(*pages)))


def test_a_sentence_goes_on_after_a_footnote_and_a_page():
    first, note, jets = _quotes(
        ["Muons need a momentum above", "^{2} The axis points up."], ["25 GeV in all channels. Jets are not used."]
    )
    assert first.text == "Muons need a momentum above 25 GeV in all channels."
    assert [(span.page, span.start, span.end) for span in first.rest] == [(2, 0, 23)]
    assert (note.text, jets.text) == ("^{2} The axis points up.", "Jets are not used.")


def test_a_sentence_goes_on_after_a_float():
    first, _ = _quotes(["Events are kept if the mass", "Table 1: Numbers of events.", "is above 90 GeV."])
    assert first.text == "Events are kept if the mass is above 90 GeV."


def test_a_sentence_that_has_ended_does_not_go_on():
    assert all(not quote.rest for quote in _quotes(["Muons are used."], ["25 GeV is the bound."]))
    assert all(not quote.rest for quote in _quotes(["A title without an end"], ["Jets are not used."]))


def test_labels_of_a_figure_are_passed_over():
    first, *_ = _quotes(["The estimates are fixed at"], ["(a)", "the values of the simulation."])
    assert first.text == "The estimates are fixed at the values of the simulation."
