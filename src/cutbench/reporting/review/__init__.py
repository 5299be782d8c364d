"""Review: the pages with forms, served on this machine; every change is kept with who, when and on which cuts."""
