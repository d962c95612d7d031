"""Who speaks, publishes and takes part; partners, accounts and keys."""
