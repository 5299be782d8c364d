"""The prompts, one template per node of a graph, and what renders them."""

from cutbench.prompts.render import Prompt, digest, render

__all__ = ["Prompt", "digest", "render"]
