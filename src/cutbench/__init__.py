"""How well do language models read the event selection of a particle-physics paper and code it?"""

from importlib.metadata import version

__version__ = version("cutbench")
