"""Opinionated stacks: they choose and connect constructs, nothing else.

Import the module you need: ``fleet`` for the stacks, ``pipeline`` for continuous delivery,
``fleet_input`` to read a fleet file without loading CDK.
"""
