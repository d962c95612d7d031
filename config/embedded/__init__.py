"""The stack on one machine: PostgreSQL and Valkey from wheels, web server, workers and beat on loopback."""
