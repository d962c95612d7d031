"""Pictures as SVG, made on the server: what each shows is on its page in words too."""
