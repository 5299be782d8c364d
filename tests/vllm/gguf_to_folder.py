"""Turn a GGUF file into a folder that vLLM loads: `python gguf_to_folder.py MODEL.gguf FOLDER`, in vLLM's environment.

Needs the packages gguf and accelerate beside vLLM. The weights stay as coarse as the file has them, only unpacked to
bf16; vLLM reads no GGUF on CPUs.
"""

import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(source: Path, folder: Path) -> None:
    """Write weights, configuration and tokenizer."""
    place = {"gguf_file": source.name}
    model = AutoModelForCausalLM.from_pretrained(source.parent, dtype=torch.bfloat16, **place)
    model.hf_quantizer = None  # It is unpacked now, but still says that it is not.
    model.is_quantized = False
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(source.parent, **place).save_pretrained(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
