"""A month replayed: the services beside a model written from PRODUCT 4.6 to 4.8."""
