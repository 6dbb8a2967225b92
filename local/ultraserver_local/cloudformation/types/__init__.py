"""CloudFormation resource types, each made through its service's own API."""
