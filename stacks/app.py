"""The CDK app: one fleet file in, its stacks out. ``cdk deploy --all -c fleet=my-fleet.yaml``."""

import sys

import aws_cdk as cdk

from ultraserver_plan.errors import UltraServerError
from ultraserver_stacks.config import fleet_from_context
from ultraserver_stacks.fleet import FleetStacks
from ultraserver_stacks.gates import add_gates

app = cdk.App()
try:
    fleet = fleet_from_context(app)
    FleetStacks(app, spec=fleet.spec, plan=fleet.plan)
except UltraServerError as error:
    sys.exit(str(error))
add_gates(app)
app.synth()
