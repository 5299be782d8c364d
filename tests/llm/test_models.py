import re
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.llm import load_models
from cutbench.llm.sources import PINNED_WHEEL

MODELS = load_models(Path(__file__).parents[2] / "config/models.yaml")


def test_embedded_models_name_a_digest_and_pinned_wheels() -> None:
    embedded = [entry for entry in MODELS.values() if entry.engine == "llama_cpp"]
    assert embedded
    for entry in embedded:
        assert re.fullmatch("[0-9a-f]{64}", entry.digest)
        assert entry.size_bytes
        assert entry.wheels
        lines = entry.wheels.requirements.read_text().splitlines()
        assert all(PINNED_WHEEL.fullmatch(line) for line in lines)


def test_what_nobody_has_run_says_so() -> None:
    assert all(entry.unchecked for entry in MODELS.values() if entry.engine != "llama_cpp")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be a mapping from model ids"),
        ("m: 1", "m: must be a mapping"),
        ("m: {title: M}", "m: engine: Field required"),
        ("m: {title: M, engine: magic, licence: x, context: 1, digest: d}", "m: engine: Input should be"),
        ("m: {title: M, engine: vllm, licence: x, context: 1, digest: d, colour: red}", "m: colour: Extra inputs"),
    ],
)
def test_faults_name_file_entry_and_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(text)
    with pytest.raises(CutbenchError, match=f"models.yaml: {message}"):
        load_models(path)


def test_missing_and_broken_file(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("{")
    with pytest.raises(CutbenchError, match=r"broken\.yaml:\d: not YAML"):
        load_models(tmp_path / "broken.yaml")
    with pytest.raises(CutbenchError, match="cannot be read"):
        load_models(tmp_path / "models.yaml")


def test_gpus_are_those_of_vllm() -> None:
    assert {entry.gpus for entry in MODELS.values() if entry.engine != "vllm"} == {0}
    served = [entry for entry in MODELS.values() if entry.engine == "vllm"]
    assert all(entry.gpus >= 1 and entry.memory_gb for entry in served)
    assert not [entry.id for entry in served if "--tensor-parallel-size" in entry.server_flags]
