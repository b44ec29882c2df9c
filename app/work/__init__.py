"""What is to be done today by those with a role: only asks the floors below."""
