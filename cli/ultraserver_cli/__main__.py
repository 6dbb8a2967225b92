"""``python -m ultraserver_cli`` is ``ultraserver``."""

from ultraserver_cli.main import main

main()
