"""What runs in the container of a rank. Never imports AWS libraries."""
