"""The heart: services put in force, cases as stories, the officer's desk, the crew's phone, the JSON API."""
