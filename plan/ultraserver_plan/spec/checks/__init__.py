"""The rules of a fleet file, by section: each looks at a few fields and yields what is wrong."""
