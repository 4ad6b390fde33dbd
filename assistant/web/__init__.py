"""The web app: chat, brief and comparison, each a tab, over the same engine as the command line."""
