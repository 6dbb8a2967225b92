"""What runs in the account and keeps units alive: observe with boto3, plan, act."""
