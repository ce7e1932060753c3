"""The writes of this app: counting, counting again."""
