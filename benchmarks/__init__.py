"""Start-up, validation and memory of the command, beside its peers in the same run."""
