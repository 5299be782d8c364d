"""The fate of single events agrees with the masks, and its values with the cut."""

from cutbench.selection import compile_cuts, select, trace_events


def test_traces_agree_with_the_cutflow(events, cuts):
    requirements = compile_cuts(cuts)
    selection = select(events, requirements)
    for row, trace in enumerate(trace_events(events, requirements)):
        left = [cut for cut, after in selection.after.items() if not after[row]]
        assert trace.cut == (left[0] if left else None)
        assert (trace.cut is None) == bool(selection.selected[row])
        assert trace.channel in {None, "4mu", "2e2mu", "2mu2e", "4e"}


def test_the_values_are_those_that_failed(events, cuts):
    requirements = compile_cuts(cuts)
    traces = trace_events(events, requirements)
    vertices = [trace.values for trace in traces if trace.cut == "1.3"]
    assert vertices
    assert all(values == (0.0,) for values in vertices)
    masses = [value for trace in traces if trace.cut == "4.4" for value in trace.values]
    assert masses
    assert all(not 50 < mass < 106 for mass in masses)
    assert all(trace.channel for trace in traces if trace.cut == "4.4")
