"""What tests start and build; no test lives here."""
