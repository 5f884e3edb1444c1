"""A link checker whose "broken" can be believed."""
