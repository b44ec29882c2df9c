"""Other ways of finding what is near, with the same output fields."""
