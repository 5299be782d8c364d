"""The prompts, one template per node of a graph, and what renders them."""

from cutbench.prompts.render import Prompt, render

__all__ = ["Prompt", "render"]
