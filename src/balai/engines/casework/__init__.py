"""Services as values and cases as stories: what is asked, what follows, what is promised. Pure."""
