"""What moto's ECS lacks: attributes of container instances, rules of providers and StartTask."""
