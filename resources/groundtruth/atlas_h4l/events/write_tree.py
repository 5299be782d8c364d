"""Writing branches with the C++ types of a PHYSLITE file, element links included, which needs ROOT itself."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import ROOT
from layout import Branches

# Stand-ins for the classes of the experiment's software: only their names and layout reach the file. Without ClassDef,
# so that a vector of links is split into one branch for the keys and one for the indices.
ROOT.gInterpreter.Declare(r"""
#include <cstdint>
#include <vector>
namespace xAOD { class TrackParticle_v1 {}; class CaloCluster_v1 {}; class Vertex_v1 {}; class IParticle {}; }
template <class T> class DataVector {};
class ElementLinkBase { public: uint32_t m_persKey = 0; uint32_t m_persIndex = 0; };
template <class T> class ElementLink : public ElementLinkBase {};
ElementLink<DataVector<xAOD::TrackParticle_v1>> one_track;
ElementLink<DataVector<xAOD::CaloCluster_v1>> one_cluster;
ElementLink<DataVector<xAOD::Vertex_v1>> one_vertex;
ElementLink<DataVector<xAOD::IParticle>> one_particle;

template <class Link> void add(std::vector<Link>& links, uint32_t key, uint32_t index) {
    Link link; link.m_persKey = key; link.m_persIndex = index; links.push_back(link);
}
template <class T> void add_number(std::vector<T>& values, double value) { values.push_back(static_cast<T>(value)); }
""")

SCALARS = {"uint64_t": ("u8", "l"), "uint32_t": ("u4", "i"), "float": ("f4", "F"), "int8_t": ("i1", "B")}
NUMBERS = {
    "float": "float",
    "int8_t": "char",
    "uint8_t": "unsigned char",
    "int16_t": "short",
    "uint16_t": "unsigned short",
    "uint32_t": "unsigned int",
}
Fill = Callable[[Any], None]


def write_tree(path: Path, events: Iterable[Branches]) -> None:
    """Write the events as the TTree CollectionTree."""
    file = ROOT.TFile(str(path), "RECREATE")
    file.SetCompressionSettings(505)
    tree = ROOT.TTree("CollectionTree", "CollectionTree")
    fills: dict[str, Fill] = {}
    for event in events:
        for name, (kind, value) in event.items():
            if name not in fills:
                fills[name] = _branch(tree, name, kind)
            fills[name](value)
        tree.Fill()
    tree.Write()
    file.Close()


def _branch(tree: Any, name: str, kind: str) -> Fill:
    """Add a branch and return the function that sets its value."""
    if kind in SCALARS:
        return _scalar(tree, name, *SCALARS[kind])
    outer, _, inner = kind.removesuffix(">").partition("<")
    if outer == "vector" and inner.startswith("vector"):
        return _nested(tree, name)
    if outer == "vector":
        return _numbers(tree, name, NUMBERS[inner])
    link = f"ElementLink<DataVector<xAOD::{inner}> >"
    return _link(tree, name, link) if outer == "link" else _links(tree, name, link)


def _scalar(tree: Any, name: str, dtype: str, letter: str) -> Fill:
    buffer = np.zeros(1, dtype)
    tree.Branch(name, buffer, f"{name.partition('.')[2]}/{letter}")
    return lambda value: buffer.__setitem__(0, value)


def _numbers(tree: Any, name: str, cpp: str) -> Fill:
    vector = ROOT.std.vector(cpp)()
    tree.Branch(name, vector)

    def fill(values: list[float]) -> None:
        vector.clear()
        for value in values:
            ROOT.add_number[cpp](vector, float(value))

    return fill


def _nested(tree: Any, name: str) -> Fill:
    vector = ROOT.std.vector("std::vector<float>")()
    tree.Branch(name, vector)

    def fill(rows: list[list[float]]) -> None:
        vector.clear()
        for row in rows:
            vector.push_back(ROOT.std.vector("float")([float(value) for value in row]))

    return fill


def _link(tree: Any, name: str, cpp: str) -> Fill:
    vector = ROOT.std.vector(cpp)()
    tree.Branch(name, vector)

    def fill(links: list[tuple[int, int]]) -> None:
        vector.clear()
        for key, index in links:
            ROOT.add[cpp](vector, key, index)

    return fill


def _links(tree: Any, name: str, cpp: str) -> Fill:
    vector = ROOT.std.vector(f"std::vector<{cpp} >")()
    tree.Branch(name, vector)

    def fill(rows: list[list[tuple[int, int]]]) -> None:
        vector.clear()
        for row in rows:
            links = ROOT.std.vector(cpp)()
            for key, index in row:
                ROOT.add[cpp](links, key, index)
            vector.push_back(links)

    return fill
