"""What programs ask of the server: REST under `/api`, OpenAI's protocol under `/v1`, and MCP at `/mcp`.

Each is thin: bodies are the engine's own types, and what they do is the engine's.
"""
