"""The switch's own side: Asterisk's configuration as templates, and what renders them."""
