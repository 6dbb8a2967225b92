"""What runs on a host before its tasks: shell scripts, rendered from facts."""
