"""What counts as volunteering: the ledger of hours, who confirms it, and the papers made from it (PRODUCT 4.8)."""
