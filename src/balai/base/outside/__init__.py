"""Asking addresses of others over HTTP, bounded in time, size and place: public ones, this machine where a setting says so."""
