"""CloudFormation for the embedded AWS.

moto's own engine creates resources inside the request, skips types that it does not know, and
updates most types by deleting them. This one works as CloudFormation does: operations run in the
background, resources are made in dependency order through the services' own APIs, a failure rolls
back with its reason in the events, and an unknown type fails the stack.
"""
