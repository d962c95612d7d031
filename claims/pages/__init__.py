"""The reading room: pages for anyone with a link. They only read, and need no script for any fact."""
