from cutbench.extraction.chunks import chunks, whole_text


def test_chunks_hold_everything_in_order_and_repeat_headings(library):
    document = library["1806.00242"]
    pieces = chunks(document, 2000)
    text = "\n\n".join(piece.text for piece in pieces)
    body = [block.text for block in document.blocks if block.kind in {"paragraph", "table", "caption"}]
    assert all(block in text for block in body)
    assert len(pieces) > 3
    assert all(len(piece.text) < 4000 for piece in pieces)


def test_no_table_is_cut(library):
    document = library["1712.02304"]
    (table,) = [block.text for block in document.blocks if block.kind == "table"]
    assert sum(table in piece.text for piece in chunks(document, 600)) == 1


def test_the_whole_text_is_bounded(library):
    assert len(whole_text(library["1806.00242"], 1000)) == 1000
