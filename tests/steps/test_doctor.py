import pytest
import yaml

from cutbench.errors import CutbenchError
from cutbench.steps import doctor


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_, **__):
        raise OSError

    monkeypatch.setattr(doctor.socket, "create_connection", refuse)
    monkeypatch.setattr(doctor.shutil, "which", lambda *_, **__: None)
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)


def findings(project, config):
    return {finding.what: finding for finding in doctor.examine(config, project)}


@pytest.mark.usefixtures("offline")
def test_the_talk_names_all_that_is_missing(project):
    found = findings(project, project / "config/talk.yaml")
    assert found["gemini-2.5-flash"].note == "set its key in GEMINI_API_KEY"
    assert "CUTBENCH_VLLM" in found["gpt-oss-120b"].note
    assert found["gpt-oss-120b"].missing
    assert found["arxiv.org"].note.startswith("not reached")
    assert not found["GPU"].missing


@pytest.mark.usefixtures("offline")
def test_a_key_is_never_shown(project, monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "sk-secret")
    found = findings(project, project / "config/talk.yaml")
    assert not found["gemini-2.5-flash"].missing
    assert "sk-secret" not in str(found)


@pytest.mark.usefixtures("offline")
def test_a_replay_needs_no_engine(project, tmp_path):
    raw = yaml.safe_load((project / "config/talk.yaml").read_text()) | {"calls": "replay"}
    config = tmp_path / "replay.yaml"
    config.write_text(yaml.safe_dump(raw))
    assert findings(project, config)["gpt-oss-120b"].note == "replayed"


@pytest.mark.parametrize("text", ["{", "- a"])
def test_no_configuration_is_one_line(project, tmp_path, text):
    config = tmp_path / "bad.yaml"
    config.write_text(text)
    with pytest.raises(CutbenchError, match=r"bad\.yaml(:\d: not YAML|: must be a mapping)"):
        doctor.examine(config, project)
