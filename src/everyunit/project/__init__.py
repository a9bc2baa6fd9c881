"""What turns the rooms into one running site: settings, addresses and the server's entry point."""
