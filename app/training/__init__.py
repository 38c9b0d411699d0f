"""One run, advanced one step at a time: a pure function of its specification and its commands."""
