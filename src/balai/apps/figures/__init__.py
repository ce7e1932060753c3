"""What the public sees of the work: map, figures with definitions, downloads."""
