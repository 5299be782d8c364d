import pytest
import yaml
from typer.testing import CliRunner

from cutbench.cli import app
from cutbench.errors import CutbenchError
from cutbench.sandbox import bubblewrap
from cutbench.steps import doctor
from cutbench.steps.job import Job
from cutbench.steps.run import run_step


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
    assert "does not answer (ConnectError); start it, or correct its address or the key in GEMINI_API_KEY" in str(found)
    assert "sk-secret" not in str(found)


@pytest.fixture
def served(project, tmp_path, httpserver, monkeypatch):
    """Return a function that says what the doctor finds where loopback servers answer with a status."""
    monkeypatch.setattr(doctor, "HOSTS", ())
    monkeypatch.setenv("KEY", "sk-secret")
    url = httpserver.url_for("").rstrip("/")
    models = yaml.safe_load((project / "config/models.yaml").read_text())
    models["mine"] = models["gemini-2.5-flash"] | {"base_url": f"{url}/v1", "key_variable": "KEY"}
    (tmp_path / "models.yaml").write_text(yaml.safe_dump(models))
    raw = yaml.safe_load((project / "config/config.yaml").read_text())
    raw |= {"models_file": str(tmp_path / "models.yaml"), "papers": "arxiv"}
    raw["extraction"]["models"] = ["mine"]
    servers = {"grobid": {"url": f"{url}/"}, "inspire": {"url": f"{url}/inspire"}}
    raw["loading"] = {"loader": "grobid", "references": "inspire", **servers}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(raw))

    def served(status):
        for path in ("/api/isalive", "/inspire", "/v1/models"):
            httpserver.expect_request(path).respond_with_data("true", status=status)
        return {
            name: found for name, found in findings(project, tmp_path / "config.yaml").items() if "http:" in str(found)
        }

    return served


def test_each_server_is_said_to_answer(served, httpserver):
    found = served(200)
    assert {name: one.missing for name, one in found.items()} == {"GROBID": False, "INSPIRE": False, "mine": False}
    assert found["GROBID"].note.endswith("/api/isalive answers 200")
    assert httpserver.log[-1][0].headers["Authorization"] == "Bearer sk-secret"


@pytest.mark.parametrize("status", [401, 503])
def test_each_server_that_fails_is_said_with_what_to_do(served, status):
    found = served(status)
    notes = {name: one.note.partition(f" answers {status}; ")[2] for name, one in found.items() if one.missing}
    assert notes == {
        "GROBID": "start it as docs/papers.md says, or correct its address",
        "INSPIRE": "try later, or set loading.references: pdf",
        "mine": "start it, or correct its address or the key in KEY",
    }


def test_each_server_that_is_down_is_said_with_what_to_do(served, httpserver):
    httpserver.stop()
    found = served(200)
    assert all(one.missing and "does not answer (ConnectError); " in one.note for one in found.values())
    assert len(found) == 3
    assert "sk-secret" not in str(found)
    httpserver.start()


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


NO_NAMESPACES = "bwrap: setting up uid map: Permission denied"
STAND_IN = f"#!/bin/sh\n[ \"$1\" = --version ] && echo 'bubblewrap 0.9.0' && exit\necho '{NO_NAMESPACES}' >&2\nexit 1\n"


@pytest.fixture
def ubuntu(tmp_path, monkeypatch, project):
    """A machine whose bubblewrap may make no user namespace, and no network."""
    program = tmp_path / "bin/bwrap"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(doctor, "HOSTS", ())
    monkeypatch.chdir(project)
    bubblewrap.find_bubblewrap.cache_clear()
    yield
    bubblewrap.find_bubblewrap.cache_clear()


@pytest.mark.usefixtures("offline")
def test_the_sandbox_is_really_started(project):
    found = findings(project, project / "config/config.yaml")["sandbox"]
    assert not found.missing
    assert "ran a program; memory of all its processes: " in found.note


@pytest.mark.usefixtures("ubuntu")
def test_a_system_without_user_namespaces_is_said_with_what_to_do():
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    (line,) = [line for line in done.output.splitlines() if line[8:].startswith("sandbox")]
    assert line.startswith(f"MISSING sandbox                 bubblewrap does not work here: {NO_NAMESPACES}; ")
    for advice in ("kernel.apparmor_restrict_unprivileged_userns=0", "AppArmor profile", "apptainer"):
        assert advice in line


@pytest.mark.usefixtures("ubuntu")
def test_there_a_job_ends_with_one_line_and_leaves_nothing_to_score(project, tmp_path, capsys):
    config = yaml.safe_load((project / "config/config.yaml").read_text())
    source, output = tmp_path / "program.py", tmp_path / "out/program.py"
    source.write_text("print(1)")
    events = project / "resources/groundtruth/atlas_h4l/events/standin_events.root"
    job = Job("run_imported", str(tmp_path / "log"), str(output), config)
    given = {"benchmark": "atlas_h4l", "model": "x", "seed": "0", "protocol": 1}
    with pytest.raises(SystemExit) as ended:
        run_step(job, given | {"source": str(source), "events": str(events), "program": str(output)})
    assert ended.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"run_imported: error: sandbox: bubblewrap does not work here: {NO_NAMESPACES}; ")
    assert not output.parent.exists()
