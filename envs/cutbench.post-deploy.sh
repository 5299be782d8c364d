#!/usr/bin/env bash
# Run by Snakemake inside of the new environment, in the folder of the workflow.
set -euo pipefail
python -m pip install --requirement requirements.txt
python -m pip install --no-deps --editable .
