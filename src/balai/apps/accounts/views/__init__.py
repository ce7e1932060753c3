"""The pages of accounts. allauth decides what happens; here are our forms, templates and the language switch."""
