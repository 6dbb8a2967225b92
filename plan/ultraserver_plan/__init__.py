"""Pure decisions: no I/O, no clock, no AWS, no torch.

Everything here is a function of frozen values, so that it runs the same in a terminal, at synth,
in the controller and in a simulation. Import the module you need; nothing is imported here.
"""
