"""The workflow on endpoints that fail: nothing of it is a result of the model, and the next start asks again."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

pytestmark = pytest.mark.workflow
MODELS = ("well", "flaky", "half", "refused")
CONFIG = {
    "seeds": 2,
    "extraction": {"models": list(MODELS), "modes": ["full_text"], "max_papers": 1},
    "reading": {"model": "none"},
    "judging": {"judges": ["deterministic"]},
    "codegen": {"models": ["refused"], "arms": ["freeform"]},
    "baselines": {"readers": [], "agents": ["oracle"]},
}


class Endpoint:
    """Answers with the first that fits the schema; `flaky` is too fast once, `half` and `refused` are blocked."""

    def __init__(self) -> None:
        self.mended = False
        self.hurried = False

    def __call__(self, request: Request) -> Response:
        body = request.get_json()
        model, seed = body["model"], body["seed"]
        if model == "flaky" and not self.hurried:
            self.hurried = True
            return Response('{"error": {"message": "too fast"}}', 429, {"Retry-After": "0.2"})
        blocked = model == "refused" or (model == "half" and seed == 1)
        if blocked and not self.mended:
            return Response('[{"error": {"code": 402, "message": "the credit is used up"}}]', 402)
        schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
        said = json.dumps(first_of(schema)) if schema else "```python\nraise SystemExit(1)\n```"
        message = {"role": "assistant", "content": said}
        answer = {"choices": [{"message": message, "finish_reason": "stop"}]}
        return Response(json.dumps(answer), mimetype="application/json")


def first_of(schema, parts=None):
    """Return the first value that a schema allows."""
    parts = schema.get("$defs", parts)
    if "$ref" in schema:
        return first_of(parts[schema["$ref"].rpartition("/")[2]], parts)
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: first_of(part, parts) for name, part in schema["properties"].items()}
    return [first_of(schema["items"], parts)] if schema["type"] == "array" else "at least two muons"


@pytest.fixture
def endpoint(httpserver: HTTPServer) -> Endpoint:
    upstream = Endpoint()
    httpserver.expect_request("/v1/chat/completions").respond_with_handler(upstream)
    return upstream


@pytest.fixture
def start(project: Path, tmp_path: Path, httpserver: HTTPServer):
    """Start the workflow on these models for the tables and figures of both steps."""
    entry = {"engine": "endpoint", "licence": "none", "context": 8000, "digest": "d", "attempts": 2}
    entry |= {"base_url": httpserver.url_for("/v1")}
    models = {name: entry | {"title": name, "repo": name} for name in MODELS}
    (tmp_path / "models.yaml").write_text(yaml.safe_dump(models))
    results = tmp_path / "results"
    (tmp_path / "config.yaml").write_text(
        yaml.safe_dump(CONFIG | {"results": str(results), "models_file": str(tmp_path / "models.yaml")})
    )
    names = ("plots/extraction_scores.png", "plots/codegen_outcomes.png", "tables/runs.csv", "tables/codegen.csv")
    targets = [str(results / "atlas_h4l" / name) for name in names]

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", str(tmp_path / "config.yaml")]
        command += [*options, "--", *targets]
        return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=900, check=False)

    return run


def test_what_got_no_answer_is_unscored_and_asked_again(endpoint: Endpoint, start, tmp_path: Path) -> None:
    done = start()
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert "HTTP 402: the credit is used up" in done.stderr
    tables = tmp_path / "results/atlas_h4l/tables"
    runs = pd.read_csv(tables / "runs.csv", keep_default_na=False).set_index(["model", "seed"])
    unscored = {key for key, row in runs.iterrows() if row["correct"] == ""}
    assert unscored == {("half", 1), ("refused", 0), ("refused", 1)}
    assert all("HTTP 402" in runs.loc[key, "unscored"].iloc[0] for key in unscored)
    models = pd.read_csv(tables / "extraction.csv").set_index(["model", "gate"])
    assert models.loc[(slice(None), "off"), "n_unscored"].droplevel("gate")[list(MODELS)].tolist() == [0, 0, 1, 2]
    assert pd.isna(models.loc[("refused", "off"), "median_correct"])
    programs = pd.read_csv(tables / "codegen.csv").set_index("model")
    assert programs.loc["refused", ["n_runs", "n_unscored", "execution_failed"]].tolist() == [0, 2, 0]
    run = json.loads((tmp_path / "results/atlas_h4l/extraction/refused/full_text/seed0/selection.json").read_text())
    assert list(run) == ["unscored"]

    again = start("--dry-run")
    assert "generate_code" in again.stdout
    assert again.stdout.count("rule extract_cuts") == 2

    endpoint.mended = True
    assert start().returncode == 0
    runs = pd.read_csv(tables / "runs.csv", keep_default_na=False)
    assert not (runs["correct"] == "").any()
    programs = pd.read_csv(tables / "codegen.csv").set_index("model")
    assert programs.loc["refused", ["n_runs", "n_unscored", "execution_failed"]].tolist() == [2, 0, 2]
    assert "Nothing to be done" in start("--dry-run").stdout
