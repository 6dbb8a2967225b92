"""The demo: one fleet from plan to destruction, on this machine."""
