"""What moto's EC2 lacks: capacity, topology, placement groups, launches that honour them."""
