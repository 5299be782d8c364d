import pytest

from cutbench.extraction.chunks import ChunkSize, blocks_of, blocks_on_selection, chunks
from cutbench.papers import SENTENCE


def words(texts):
    return [len(text.split()) for text in texts]


@pytest.fixture
def document(library):
    return library["1806.00242"]


def test_chunks_hold_each_block_once_and_in_order(document):
    pieces = chunks(list(blocks_of(document)), ChunkSize(300), words)
    assert [entry for piece in pieces for entry in piece.blocks] == list(blocks_of(document))
    assert len(pieces) > 3
    assert all(block.text in piece.text for piece in pieces for _, block in piece.blocks)


def test_no_chunk_is_longer_than_allowed_unless_it_is_one_block(document):
    for piece in chunks(list(blocks_of(document)), ChunkSize(150), words):
        assert sum(words([block.text for _, block in piece.blocks])) <= 150 or len(piece.blocks) == 1


def test_a_heading_stands_above_its_text_in_each_piece(document):
    for piece in chunks(list(blocks_of(document)), ChunkSize(60), words):
        heading, block = piece.blocks[0]
        assert not heading or f"## {heading}\n\n{block.text}" in piece.text


def test_no_table_is_cut(library):
    document = library["1712.02304"]
    (table,) = [block.text for block in document.blocks if block.kind == "table"]
    assert sum(table in piece.text for piece in chunks(list(blocks_of(document)), ChunkSize(30), words)) == 1


def test_overlap_repeats_whole_last_sentences_as_context_only(document):
    apart, pieces = (chunks(list(blocks_of(document)), ChunkSize(300, overlap), words) for overlap in (0, 40))
    assert [piece.blocks for piece in apart] == [piece.blocks for piece in pieces]
    added = [piece.text.removesuffix(bare.text).strip() for bare, piece in zip(apart, pieces, strict=True)]
    assert added[0] == ""
    assert any(added)
    for before, context in zip(pieces, added[1:], strict=False):
        last = before.blocks[-1][1]
        assert last.text.endswith(context)
        assert len(context.split()) <= 40
        assert not context or last.kind == "table" or context.startswith(tuple(SENTENCE.split(last.text)))


def test_sections_on_other_things_are_left_out_but_for_their_tables(document):
    left = [entry for entry in blocks_of(document) if entry not in list(blocks_on_selection(document))]
    headings = {heading for heading, _ in left}
    assert any("Systematic" in heading for heading in headings)
    assert not any("selection" in heading.lower() for heading in headings)
    assert not any(block.kind == "table" for _, block in left)
