from cutbench.extraction import read_by_pattern


def test_the_pattern_reader_follows_the_bibliography_within_its_budget(library, vocabulary):
    found = read_by_pattern("1806.00242", library, vocabulary, 3)
    assert found.visits[0].paper == "1806.00242"
    assert len(found.visits) == 3
    assert all(cut.grounded and cut.predicates for cut in found.cuts)
    everything = read_by_pattern("1806.00242", library, vocabulary, 4)
    assert everything.conflicts, "another paper states another mass window"
