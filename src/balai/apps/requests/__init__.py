"""The citizen's way through any other service: catalogue, pages made from its file, sending."""
