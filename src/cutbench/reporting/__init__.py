"""Tables and figures. Figures are drawn from tables alone, so that they can be redrawn without any run."""
